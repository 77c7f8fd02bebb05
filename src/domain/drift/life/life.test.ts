import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../report.ts';
import { act } from './decide-transition.ts';
import type { DriftRecord } from './drift-record.ts';
import {
  DRIFT_ACTIONS,
  DRIFT_STATES,
  OPEN_STATES,
  TRANSITIONS,
  isClosed,
  type DriftAction,
  type DriftState,
} from './drift-state.ts';
import { difference, follow, hour, scanAt, suppressed, unknownScanAt, value } from './sample-life.ts';
import type { StackScan } from './scan-record.ts';

/** Any life: actions of people and of `kedge fix` in any order, between scans that see anything. */
const FINGERPRINTS = ['f0', 'f1', 'f2'] as const;
/** What only a scan may do. */
const OF_SCANS: ReadonlySet<DriftAction> = new Set(['reappear', 'vanish']);
const BY_HAND = DRIFT_ACTIONS.filter((action) => !OF_SCANS.has(action));
const SIGHTS = ['absent', 'reported', 'changed', 'accepted', 'ignored', 'noise'] as const;
type Sight = (typeof SIGHTS)[number];

const sight = fc.constantFrom(...SIGHTS);
const anAct = fc.record({
  kind: fc.constant('act' as const),
  fingerprint: fc.constantFrom(...FINGERPRINTS),
  action: fc.constantFrom(...BY_HAND),
  /** Most of the time something that the table allows, or no life would get far. */
  allowed: fc.option(fc.nat(100), { freq: 8 }),
});
const aScan = fc.record({
  kind: fc.constant('scan' as const),
  sights: fc.tuple(sight, sight, sight),
  unknown: fc.boolean(),
  late: fc.constantFrom(false, false, false, true),
});
type ActStep = typeof anAct extends fc.Arbitrary<infer T> ? T : never;
type ScanStep = typeof aScan extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly known: ReadonlyMap<string, DriftRecord>;
  readonly newest: string | null;
  /** Sentences: what must never be. */
  readonly wrong: readonly string[];
}

function afterAct(world: World, { fingerprint, action: any, allowed }: ActStep, at: string): World {
  const subject = world.known.get(fingerprint);
  if (subject === undefined) return world;
  const possible = BY_HAND.filter((action) => TRANSITIONS[action].from.includes(subject.state));
  const action = (allowed === null ? any : possible[allowed % possible.length]) ?? any;
  const decides = TRANSITIONS[action].to !== 'open';
  const result = act(subject, action, at, decides ? { decision: 'D' } : {});
  if ('refused' in result) return world;
  const wrong = isClosed(subject.state) ? [`${action} opened what was ${subject.state}`] : [];
  return { ...world, wrong, known: new Map([...world.known, [fingerprint, result.record]]) };
}

function afterScan(world: World, step: ScanStep, turn: number): World {
  const at = hour((step.late ? turn - 5 : turn) * 10);
  const { records, events, outdated } = follow(
    [...world.known.values()],
    scanOf(step, at, turn),
    world.newest,
  );
  const known = new Map([...world.known, ...records.map((record) => [record.fingerprint, record] as const)]);
  const strangers = events
    .filter(({ fingerprint }) => !known.has(fingerprint))
    .map(({ kind }) => `the event ${kind} is of nothing known`);
  if (!outdated) return { known, newest: at, wrong: [...strangers, ...untrue(world.known, known, step, at)] };
  const wrong = records.length > 0 ? ['an old scan changed something'] : strangers;
  return { ...world, wrong };
}

function scanOf({ sights, unknown }: ScanStep, at: string, turn: number): StackScan {
  const rules: Partial<Record<Sight, string>> = {
    accepted: 'accepted',
    ignored: '.driftignore:1',
    noise: 'same_json',
  };
  const differences: Difference[] = [];
  const taken: Difference[] = [];
  for (const [i, fingerprint] of FINGERPRINTS.entries()) {
    const how = sights[i] ?? 'absent';
    // Each in a resource of its own: no place takes over from another.
    const found = difference({ fingerprint, address: `aws_sqs_queue.${fingerprint}` });
    const rule = rules[how];
    if (rule !== undefined) taken.push(suppressed(found, rule));
    if (how === 'reported') differences.push(found);
    if (how === 'changed') differences.push({ ...found, reality: value(turn) });
  }
  return (unknown ? unknownScanAt : scanAt)(at, { differences, suppressed: taken });
}

/** Where a difference may stand after a scan that saw it so. */
const TRUE_AFTER: Readonly<Record<'reported' | 'accepted' | 'ignored', readonly DriftState[]>> = {
  reported: OPEN_STATES,
  accepted: ['accepted', 'acting', 'proposed'],
  ignored: ['ignored', 'acting', 'proposed'],
};

function untrue(
  before: World['known'],
  after: World['known'],
  { sights, unknown }: ScanStep,
  at: string,
): readonly string[] {
  return FINGERPRINTS.flatMap((fingerprint, i) => {
    const earlier = before.get(fingerprint);
    const was = earlier?.state;
    const now = after.get(fingerprint);
    const is = now?.state;
    const how = sights[i] ?? 'absent';
    const isGone = how === 'absent' || how === 'noise';
    const tale = `${how}${unknown ? ' by an unknown scan' : ''}: ${was ?? 'nothing'} -> ${is ?? 'nothing'}`;
    // What happened after the scan looked stands.
    if (earlier !== undefined && isLater(earlier, at)) return now === earlier ? [] : [tale];
    if (isGone && was === undefined) return is === undefined ? [] : [tale];
    if (isGone && (unknown || was === 'acting')) return is === was ? [] : [tale];
    if (isGone) return is !== undefined && isClosed(is) ? [] : [tale];
    if (how === 'ignored' && was === undefined) return is === undefined ? [] : [tale];
    const allowed = TRUE_AFTER[how === 'changed' ? 'reported' : how];
    return is !== undefined && allowed.includes(is) && now?.lastSeen === at ? [] : [tale];
  });
}

const isLater = ({ decidedAt, closedAt }: DriftRecord, at: string): boolean =>
  (decidedAt ?? '') > at || (closedAt ?? '') > at;

const EDGES = new Set(
  DRIFT_ACTIONS.flatMap((action) =>
    TRANSITIONS[action].from.map((from) => `${from} ${TRANSITIONS[action].to}`),
  ),
);

/** One step of the table; a scan may also open what is closed and see it silenced at once. */
const isLegal = (from: DriftState, to: DriftState): boolean =>
  from === to || EDGES.has(`${from} ${to}`) || (isClosed(from) && (to === 'accepted' || to === 'ignored'));

function broken(before: World['known'], after: World['known']): readonly string[] {
  const lost = [...before.keys()].filter((fingerprint) => !after.has(fingerprint));
  const leaps = [...after].flatMap(([fingerprint, { state }]) => {
    const from = before.get(fingerprint)?.state ?? state;
    return isLegal(from, state) ? [] : [`${from} -> ${state} is not in the table`];
  });
  return [
    ...lost.map((fingerprint) => `${fingerprint} was lost`),
    ...leaps,
    ...[...after.values()].flatMap(torn),
  ];
}

function torn(record: DriftRecord): readonly string[] {
  const { state, decidedAt, decision, closedAt, toggles, firstSeen, openedAt, lastSeen } = record;
  const rules: Readonly<Record<string, boolean>> = {
    'closed at an instant exactly when it is closed': (closedAt !== null) === isClosed(state),
    'undecided exactly while it is open': state !== 'open' || (decidedAt === null && decision === null),
    'decided when the state says so': state === 'open' || state === 'resolved' || decidedAt !== null,
    'with toggles in order': toggles.every((at, i) => i === 0 || at >= (toggles[i - 1] ?? at)),
    'seen after it was found': openedAt >= firstSeen && lastSeen >= firstSeen,
  };
  return Object.keys(rules)
    .filter((rule) => rules[rule] === false)
    .map((rule) => `${state} is not ${rule}`);
}

describe('any life of differences', () => {
  it('keeps to the table, is opened again by scans only, stands where the newest scan saw it, and loses nothing', () => {
    const reached = new Set<DriftState>();
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ arbitrary: anAct, weight: 3 }, aScan), { minLength: 20, maxLength: 60 }),
        (steps) => {
          let world: World = { known: new Map(), newest: null, wrong: [] };
          for (const [turn, step] of steps.entries()) {
            const next =
              step.kind === 'act' ? afterAct(world, step, hour(turn * 10)) : afterScan(world, step, turn);
            expect([...next.wrong, ...broken(world.known, next.known)]).toEqual([]);
            world = { ...next, wrong: [] };
            for (const { state } of world.known.values()) reached.add(state);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect([...reached].toSorted()).toEqual(DRIFT_STATES.toSorted());
  });
});
