import type { RefusedDifference } from '#domain/decision/decide.ts';
import type { Decision, DecisionKind } from '#domain/decision/decision.ts';
import { causeDigest } from '#domain/drift/life/cause-digest.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { FleetPage, FleetReads, StackKey } from '#ports/fleet-reads.ts';
import type { Memory } from '#ports/memory.ts';
import type { SettledSource, SourceSettings } from '#ports/source-settings.ts';
import { decide, type Decided, type DriftKey } from '../decide.ts';
import { findNamed, type NamedDifference, type RefusedName } from './find-named.ts';

/** What deciding about differences of many sources takes. */
export interface FleetDecisions {
  readonly fleet: Pick<Fleet, 'memoryOf' | 'announce' | 'findStack'>;
  readonly reads: Pick<FleetReads, 'placesOf' | 'listDrift' | 'findDrift'>;
  readonly settings: SourceSettings;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly redactText: (text: string) => string;
  /** What was decided sets off: records, notices. Never throws. */
  readonly decided: (source: string, stacks: readonly string[]) => Promise<void>;
}

export interface FleetWish {
  readonly differences: readonly NamedDifference[];
  readonly kind: DecisionKind;
  readonly reason: string;
  readonly until: string | null;
  readonly owner: string | null;
  readonly destroy: boolean;
  /** With every other difference that the same change brought, in the same sources. */
  readonly group: boolean;
  /** `Name <email>` */
  readonly actor: string;
  /** Whether the actor may decide about what a team owns; null: nobody owns it. */
  readonly may: (team: string | null) => boolean;
}

export interface FleetDecided {
  readonly decisions: readonly (Decision & { readonly source: string })[];
  readonly decided: readonly (DriftRecord & { readonly source: string })[];
  readonly refused: readonly RefusedName[];
  readonly warnings: readonly RefusedName[];
  readonly approvalReasons: readonly string[];
}

/**
 * Decides about differences of the fleet by the rules and policies of their own sources, a source at a time: what one
 * refuses does not stop the others. `problem`: the request itself cannot be, and nothing was decided.
 */
export async function decideForFleet(
  wish: FleetWish,
  deps: FleetDecisions,
): Promise<FleetDecided | { readonly problem: string }> {
  const named = await findNamed(wish.differences, wish.may, deps);
  const refused: RefusedName[] = [...named.refused];
  const all: { readonly source: string; readonly made: Decided }[] = [];
  for (const [source, keys] of Map.groupBy(named.found, (key) => key.source)) {
    const made = await decideInSource(source, keys, wish, deps);
    if ('problem' in made) {
      // What one source was decided about stands; a request that cannot be fails before anything is.
      if (made.ofRequest && all.length === 0) return { problem: made.problem };
      refused.push(
        ...keys.map(({ stack, fingerprint }) => ({ source, stack, fingerprint, why: made.problem })),
      );
    } else all.push({ source, made });
  }
  return {
    decisions: all.flatMap(({ source, made }) =>
      made.decisions.map((each) => Object.assign({ source }, each)),
    ),
    decided: all.flatMap(({ source, made }) => made.decided.map((each) => Object.assign({ source }, each))),
    refused: [
      ...refused,
      ...all.flatMap(({ source, made }) => made.refused.map((each) => refusalOf(each, source))),
    ],
    warnings: all.flatMap(({ source, made }) => made.warnings.map((each) => refusalOf(each, source))),
    approvalReasons: [...new Set(all.flatMap(({ made }) => made.approvalReasons))],
  };
}

const refusalOf = ({ record, sentence }: RefusedDifference, source: string): RefusedName => ({
  source,
  stack: record.stack,
  fingerprint: record.fingerprint,
  why: sentence,
});

async function decideInSource(
  source: string,
  keys: readonly (StackKey & DriftKey)[],
  wish: FleetWish,
  deps: FleetDecisions,
): Promise<Decided | { readonly problem: string; readonly ofRequest: boolean }> {
  const memory = await deps.fleet.memoryOf(source);
  if (memory === null) return { problem: `The source ${source} was never read.`, ofRequest: false };
  const settled = await deps.settings.of(source);
  if ('problem' in settled) {
    return {
      problem: `What the policies of ${source} say cannot be read, so nothing is decided: ${settled.problem}`,
      ofRequest: false,
    };
  }
  const wanted = wish.group ? await withGroups(source, keys, wish, deps) : keys;
  const made = await decideKeys(wanted, memory, settled, wish, deps);
  if ('problem' in made) return { ...made, ofRequest: true };
  if (made.decided.length > 0) {
    await tellDecided(
      source,
      made.decided,
      made.decisions.map(({ id }) => id),
      deps,
    );
  }
  return made;
}

function decideKeys(
  keys: readonly DriftKey[],
  memory: Memory,
  settled: SettledSource,
  wish: FleetWish,
  deps: FleetDecisions,
): ReturnType<typeof decide> {
  const at = deps.clock.now().toISOString();
  return decide(
    {
      id: `d-${deps.newId()}`,
      kind: wish.kind,
      at,
      actor: wish.actor,
      reason: wish.reason,
      until: wish.until,
      owner: wish.owner,
      channel: null,
      destroy: wish.destroy,
    },
    keys,
    {
      memory,
      policies: settled.policies,
      stacks: settled.stacks,
      context: {
        today: at.slice(0, 10),
        acceptAtMostMs: settled.acceptAtMostMs,
        flapping: settled.flapping,
        redactText: deps.redactText,
      },
    },
  );
}

const GROUP_STATES = ['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'] as const;
const GROUP_PAGE = 1_000;
const EVERY = { drift: null, severities: null, classes: null, stacks: null, text: null };

/** Those of the same causes in this source which the actor may decide about, besides those that are named. */
async function withGroups(
  source: string,
  keys: readonly DriftKey[],
  wish: FleetWish,
  deps: FleetDecisions,
): Promise<readonly DriftKey[]> {
  const causes = new Set<string>();
  for (const { fingerprint, stack } of keys) {
    const records = await deps.reads.findDrift(source, fingerprint);
    for (const record of records) if (record.stack === stack) causes.add(causeDigest(record.difference));
  }
  const all = new Map(keys.map((key) => [`${key.stack}\n${key.fingerprint}`, key]));
  const teams = new Map<string, string | null>();
  for (const cause of causes) {
    for await (const { stack, fingerprint } of sharing(cause, source, deps)) {
      if (!teams.has(stack)) teams.set(stack, (await deps.fleet.findStack(source, stack))?.team ?? null);
      if (wish.may(teams.get(stack) ?? null)) all.set(`${stack}\n${fingerprint}`, { stack, fingerprint });
    }
  }
  return [...all.values()];
}

async function* sharing(cause: string, source: string, { reads }: FleetDecisions): AsyncGenerator<DriftKey> {
  const filter = { ...EVERY, states: GROUP_STATES, sources: [source], cause };
  for (let after: string | null = null; ;) {
    const page: FleetPage<DriftKey> | null = await reads.listDrift(filter, { limit: GROUP_PAGE, after });
    yield* page?.items ?? [];
    if (page === null || page.next === null) return;
    after = page.next;
  }
}

/** Tells whoever watches, and sets off what follows. */
export async function tellDecided(
  source: string,
  records: readonly DriftRecord[],
  decisions: readonly string[],
  { fleet, clock, decided }: Pick<FleetDecisions, 'fleet' | 'clock' | 'decided'>,
): Promise<void> {
  const at = clock.now().toISOString();
  const stacks = [...new Set(records.map(({ stack }) => stack))];
  await fleet.announce([
    ...decisions.map((subject) => ({ at, kind: 'decision' as const, source, stack: null, subject })),
    ...stacks.map((stack) => ({ at, kind: 'drift' as const, source, stack, subject: null })),
  ]);
  await decided(source, stacks);
}
