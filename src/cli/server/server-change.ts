import { z } from 'zod';
import { span } from '#domain/release/picture/span.ts';
import { ChangeItem, ChangeWhole } from '#http/schema/changes.ts';
import type { ListedChange, ToldChange } from '../change-text.ts';
import { stackName } from '../drift/listed-stack.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { listed } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';

/** What is read of a change on a line; all of it is passed on in JSON. */
export const Line = z.looseObject(
  ChangeItem.pick({
    source: true,
    id: true,
    title: true,
    owner: true,
    channel: true,
    state: true,
    step: true,
    watch: true,
  }).shape,
);
export type Line = z.infer<typeof Line>;

export const Lines = z.object({
  items: z.array(Line),
  next: z.string().nullable(),
  total: z.int(),
  total_is: z.enum(['exact', 'recent', 'at_least']),
});

export const Whole = z.looseObject({
  ...Line.shape,
  ...ChangeWhole.pick({
    stacks: true,
    services: true,
    hold: true,
    rollback: true,
    approvals: true,
    checks: true,
    steps: true,
    records: true,
    events: true,
  }).shape,
  verdict: z.looseObject({ outcome: z.string(), sentence: z.string() }).nullable(),
});
export type Whole = z.infer<typeof Whole>;

export const nameOf = ({ source, id }: Pick<Line, 'source' | 'id'>): string =>
  stackName({ source, stack: id });

export const listedLine = (line: Line): ListedChange => ({
  name: nameOf(line),
  state: line.state,
  owner: line.owner,
  channel: line.channel,
  title: line.title,
  left: leftText(line),
});

function leftText({ state, step, watch }: Line): string {
  if (state === 'rolling' && step !== null) return `step ${step.index} of ${step.of}`;
  return state === 'watching' && watch !== null ? `${span(watch.left_ms)} left` : '';
}

export const toldWhole = (change: Whole): ToldChange => ({
  name: nameOf(change),
  state: change.state,
  title: change.title,
  facts: [
    ['owner', change.owner],
    ['channel', change.channel],
    ['concerns', [...change.services, ...change.stacks].join(', ')],
    ['approvals', approvalsText(change.approvals)],
    [
      'watch',
      change.watch === null
        ? null
        : `look ${change.watch.looks} of ${change.watch.planned_looks}, until ${change.watch.ends_at}`,
    ],
    ['verdict', change.verdict === null ? null : `${change.verdict.outcome}: ${change.verdict.sentence}`],
    ['held', change.hold === null ? null : `${change.hold.why} Answer by ${change.hold.answer_by}.`],
    [
      'rollback',
      change.rollback === null
        ? null
        : (change.rollback.failed ?? change.rollback.verification ?? change.rollback.why),
    ],
    ['on record', change.records.length === 0 ? null : change.records.map(({ branch }) => branch).join(', ')],
  ],
  steps: change.steps.map(({ name, state, problem }) => ({
    name,
    how: problem ?? state.replaceAll('_', ' '),
  })),
  checks:
    change.checks === null
      ? null
      : {
          at: change.checks.at,
          results: change.checks.results.map(({ name, result, text }) => ({
            name,
            outcome: result,
            sentence: text,
          })),
        },
  measured: '',
  events: change.events,
});

const approvalsText = ({ needed, given }: Whole['approvals']): string | null =>
  needed === 0 ? null : `${given.filter(({ counts }) => counts).length} of ${needed}`;

const SOURCE_BEFORE = /^([a-z0-9][a-z0-9-]*)\/(.+)$/;

/** The change that a word names: its id, with its source in front where two sources have it. */
export async function changeNamed(server: KedgeServer, word: string): Promise<Line> {
  const [, source, rest] = SOURCE_BEFORE.exec(word) ?? [];
  const id = rest ?? word;
  const { items } = await listed(server, '/changes', Lines, { q: id, source }, { limit: null, after: null });
  const found = items.filter((line) => line.id === id);
  const [first] = found;
  if (first === undefined) {
    throw new ServerProblem(
      `The server shows you no change ${word}. kedge change list --all shows those there are.`,
    );
  }
  if (found.length > 1) {
    throw new ServerProblem(
      `${id} is a change of ${found.length} sources. Say which is meant: ${found.map(nameOf).join(', ')}.`,
    );
  }
  return first;
}

export const wholeChange = (
  server: KedgeServer,
  { source, id }: Pick<Line, 'source' | 'id'>,
): Promise<Whole> => server.read(`/changes${pathOf(source, id)}`, Whole);
