import { createRoute, z } from '@hono/zod-openapi';
import { KIND_OBSTACLE } from '#domain/decision/kinds-by-class.ts';
import { DECISION_KINDS, DECISION_MEANING } from '#domain/decision/decision.ts';
import { CLASS_MEANING, CLASS_REMEDY } from '#domain/drift/drift-class.ts';
import { causeDigest } from '#domain/drift/life/cause-digest.ts';
import { OPEN_STATES, STATE_MEANING } from '#domain/drift/life/drift-state.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { Side } from '#domain/drift/report.ts';
import { sideText } from '#domain/drift/text/value-text.ts';
import type { FleetDrift } from '#ports/fleet-reads.ts';
import type { MemoryReading } from '#ports/memory.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { decisionItem } from '../../present/decision-item.ts';
import { driftChange } from '../../present/drift-change.ts';
import { driftItem } from '../../present/drift-item.ts';
import { driftRest } from '../../present/drift-rest.ts';
import { runItem } from '../../present/run-item.ts';
import { problem } from '../../problem.ts';
import { DriftWhole } from '../../schema/drift.ts';
import { Fingerprint, SourceName, StackId } from '../../schema/list.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { FIX_TASKS } from '../fixes/fix-tasks.ts';
import { reachOf, sees } from '../reach.ts';

const one = createRoute({
  method: 'get',
  path: '/api/v1/drift/{source}/{fingerprint}',
  tags: ['drift'],
  summary: 'One difference, whole: three sides, timeline, decision, evidence',
  request: {
    params: z.object({ source: SourceName, fingerprint: Fingerprint }),
    query: z.object({ stack: StackId.optional() }),
  },
  responses: answers(200, 'The difference.', DriftWhole),
});

export const oneDriftArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    route(one, async (context) => {
      const { source, fingerprint } = context.req.valid('param');
      const { stack } = context.req.valid('query');
      const snapshot = await deps.view.now();
      const reach = reachOf(context, 'fleet.read');
      const found = (await deps.reads.findDrift(source, fingerprint)).filter(
        (record) => (stack === undefined || record.stack === stack) && sees(snapshot, reach, record),
      );
      const memory = await deps.fleet.memoryOf(source);
      const [record] = found;
      if (record === undefined || memory === null) {
        return problem(context, 'not-found', `No difference is known as ${fingerprint} in ${source}.`);
      }
      if (found.length > 1) {
        return problem(context, 'conflict', `${fingerprint} stands in several stacks of ${source}.`, {
          next: `Name one with \`?stack=\`: ${found.map((each) => each.stack).join(', ')}.`,
        });
      }
      return context.json(await wholeOf(record, memory, snapshot.standing(record)?.owner ?? null, deps), 200);
    });
  };

async function wholeOf(
  record: FleetDrift,
  memory: MemoryReading,
  owner: string | null,
  deps: DataDependencies,
): Promise<DriftWhole> {
  const { difference, source, stack, fingerprint } = record;
  const now = deps.clock.now().toISOString();
  const settled = await deps.settings.of(source);
  const flapping = 'problem' in settled ? DEFAULT_FLAPPING : settled.flapping;
  const [events, known, run, group, snippet, jobs] = await Promise.all([
    memory.timeline(stack, fingerprint),
    memory.findStack(stack),
    deps.reads.runOf(source, stack, fingerprint),
    groupOf(record, deps),
    hasSecret(record) || difference.code === null ? null : deps.snippets.at(source, difference.code),
    deps.queue.list({
      states: ['waiting', 'running', 'done'],
      task: null,
      source,
      stack,
      limit: 20,
      after: null,
    }),
  ]);
  const told = events.findLast((event) => typeof event.evidence['decision'] === 'string')?.evidence[
    'decision'
  ];
  const id = record.decision ?? (typeof told === 'string' ? told : null);
  const decision = id === null ? null : await memory.findDecision(id);
  const rest = driftRest(record, now, {
    decisions: new Map(decision === null ? [] : [[decision.id, decision]]),
    flapping,
    objectives: 'problem' in settled ? null : settled.objectives,
  });
  const waiting = jobs.jobs.find(
    ({ task, state, data }) =>
      FIX_TASKS.includes(task) &&
      (state !== 'done' || task === 'plan-fix') &&
      OPEN_STATES.includes(record.state) &&
      Array.isArray(data['fingerprints']) &&
      data['fingerprints'].includes(fingerprint),
  );
  return {
    ...driftItem(record, { now, owner, flapping }),
    rest,
    aliases: [...record.aliases],
    previous_address: difference.previous_address,
    module: difference.module,
    provider: difference.provider,
    sides: {
      code: {
        ...shown(difference.intent),
        place: difference.code,
        snippet:
          snippet === null
            ? null
            : { commit: snippet.commit, first_line: snippet.firstLine, lines: [...snippet.lines] },
      },
      state: shown(difference.memory),
      reality: shown(difference.reality),
    },
    shown_change: driftChange(difference),
    class_meaning: CLASS_MEANING[difference.class],
    state_meaning: STATE_MEANING[record.state],
    next: CLASS_REMEDY[difference.class],
    choices: DECISION_KINDS.map((kind) => ({
      kind,
      meaning: DECISION_MEANING[kind],
      obstacle: KIND_OBSTACLE[difference.class][kind],
    })),
    rules: difference.rules,
    notes: difference.notes,
    attention: rest.attention,
    timeline: events.map(({ at, kind, actor, text, evidence }) => ({
      at,
      kind,
      actor,
      text,
      evidence: { ...evidence } as Record<string, never>,
    })),
    decided: decision === null ? null : decisionItem({ ...decision, source }),
    run: run === null ? null : runItem(run),
    evidence: known?.lastScan?.evidence ?? null,
    group,
    job: waiting?.id ?? null,
  };
}

const LONGEST_TEXT = 20_000;

const shown = (side: Side): { side: Side; text: string } => ({ side, text: sideText(side, LONGEST_TEXT) });

/** The code may hold in clear what stands on a side as a secret. */
const hasSecret = ({
  difference: { intent, memory, reality, document_changes: parts },
}: FleetDrift): boolean =>
  [intent, memory, reality, ...parts.flatMap(({ before, after }) => [before, after])].some(
    ({ kind }) => kind === 'secret',
  );

async function groupOf(
  { difference, source }: FleetDrift,
  { reads, view }: DataDependencies,
): Promise<DriftWhole['group']> {
  const cause = causeDigest(difference);
  const filter = {
    states: OPEN_STATES,
    drift: null,
    severities: null,
    classes: null,
    sources: [source],
    stacks: null,
    text: null,
    cause,
  };
  const [group] = await view.counted(JSON.stringify(['cause', source, cause]), () =>
    reads.driftGroups(filter, 1),
  );
  if (group === undefined) return null;
  const { differences, resources, stacks } = group;
  return { cause, differences, resources, stacks };
}
