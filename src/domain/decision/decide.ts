import { act } from '../drift/life/decide-transition.ts';
import type { DriftRecord } from '../drift/life/drift-record.ts';
import type { DriftAction } from '../drift/life/drift-state.ts';
import { isFlapping, type FlapSettings } from '../drift/life/flapping.ts';
import { sideDigest } from '../drift/life/side-digest.ts';
import type { StackEvidence } from '../drift/report.ts';
import { actionOfDecision } from './decision-action.ts';
import { policyVerdict, type CompiledPolicy, type PolicyVerdict } from './decision-policy.ts';
import { readRequest, type DecisionRequest, type ReadRequest } from './decision-request.ts';
import type { Decision, DecisionSubject } from './decision.ts';
import { differenceObstacle } from './difference-obstacle.ts';

/** What decisions need to know of a stack. */
export interface DecidedStack {
  readonly owner: string | null;
  readonly channel: string | null;
  /** The world as its last scan met it. */
  readonly evidence: StackEvidence | null;
}

export interface DecisionContext {
  /** YYYY-MM-DD */
  readonly today: string;
  /** How far ahead an acceptance may end. */
  readonly acceptAtMostMs: number;
  readonly stacks: ReadonlyMap<string, DecidedStack>;
  readonly flapping: FlapSettings;
  /** People paste tokens into reasons, too. */
  readonly redactText: (text: string) => string;
}

export type DecisionOutcome =
  /** The request itself cannot be: nothing is decided about any difference. A sentence. */
  | { readonly problem: string }
  | {
      /** null: every difference was refused. */
      readonly decision: Decision | null;
      /** The differences as they are after it. */
      readonly decided: readonly DriftRecord[];
      readonly action: DriftAction | null;
      readonly refused: readonly RefusedDifference[];
      /** Sentences that stop nothing. */
      readonly warnings: readonly RefusedDifference[];
      /** Why approvals are needed; sentences, each once. */
      readonly approvalReasons: readonly string[];
    };

export interface RefusedDifference {
  readonly record: DriftRecord;
  readonly sentence: string;
}

/** Decides about each difference apart, and makes one decision over all that it can be made about. */
export function decideDrift(
  request: DecisionRequest,
  records: readonly DriftRecord[],
  policies: readonly CompiledPolicy[],
  context: DecisionContext,
): DecisionOutcome {
  const read = readRequest(request, context);
  if ('problem' in read) return read;
  const judged = distinct(records).map((record) => judge(record, read.request, policies, context));
  const refused = judged.flatMap((each) => ('sentence' in each ? [each] : []));
  const passed = judged.flatMap((each) => ('verdict' in each ? [each] : []));
  if (passed.length === 0) return { ...NOTHING_DECIDED, refused };
  const ownership = ownershipOf(read.request, passed, context);
  if ('problem' in ownership) return ownership;
  const decision = decisionOf(read.request, passed, ownership, context);
  const action = actionOfDecision(decision);
  return {
    decision,
    action,
    decided: passed.map(({ record }) => recordAfter(record, action, decision)),
    refused,
    warnings: passed.flatMap(({ record }) => flapWarning(record, request.at, context)),
    approvalReasons: [...new Set(passed.flatMap(({ verdict }) => verdict.reasons))],
  };
}

const NOTHING_DECIDED = { decision: null, decided: [], action: null, warnings: [], approvalReasons: [] };

interface Passed {
  readonly record: DriftRecord;
  readonly verdict: PolicyVerdict;
}

function judge(
  record: DriftRecord,
  request: ReadRequest,
  policies: readonly CompiledPolicy[],
  { stacks }: DecisionContext,
): Passed | RefusedDifference {
  const { kind, identity, destroy } = request;
  const { difference, stack } = record;
  const acted = act(record, actionOfDecision({ ...UNAPPROVED, kind }), request.at);
  if ('refused' in acted) return { record, sentence: `Kedge ${acted.refused}.` };
  const obstacle = differenceObstacle(difference, kind);
  if (obstacle !== null) return { record, sentence: obstacle };
  const owner = ownerOf(stack, request, stacks);
  const verdict = policyVerdict(policies, { stack, owner, difference, kind, actor: identity, destroy });
  return verdict.forbidden.length > 0
    ? { record, sentence: verdict.forbidden.join(' ') }
    : { record, verdict };
}

/** Whether it needs approvals or not, a decision starts from the same states. */
const UNAPPROVED = { by: '', approvals: [], approvalsNeeded: 0 };

const ownerOf = (stack: string, request: ReadRequest, stacks: DecisionContext['stacks']): string =>
  stacks.get(stack)?.owner ?? request.owner ?? request.actor;

/** Exactly one owner and at most one channel: what two own, nobody does. */
function ownershipOf(
  request: ReadRequest,
  passed: readonly Passed[],
  { stacks }: DecisionContext,
): Pick<Decision, 'owner' | 'channel'> | { readonly problem: string } {
  const named = [...new Set(passed.map(({ record }) => record.stack))];
  const owners = new Set(named.map((stack) => ownerOf(stack, request, stacks)));
  const channels = new Set(named.map((stack) => stacks.get(stack)?.channel ?? request.channel));
  const [owner = request.actor] = owners;
  const [channel = null] = channels;
  if (owners.size > 1) return { problem: apart('owners', [...owners]) };
  if (channels.size > 1)
    return {
      problem: apart(
        'channels',
        [...channels].map((each) => each ?? 'none'),
      ),
    };
  return request.owner !== null && request.owner !== owner
    ? { problem: `The owner is ${owner}, as kedge.yaml says, and cannot be ${request.owner}, too.` }
    : { owner, channel };
}

const apart = (what: string, names: readonly string[]): string =>
  `These differences have ${names.length} ${what} (${names.join(', ')}), and a decision has one. Decide about them apart.`;

/**
 * The records in groups that one decision can be made about: those of one owner and one channel.
 */
export const groupByOwner = (
  records: readonly DriftRecord[],
  stacks: DecisionContext['stacks'],
): readonly (readonly DriftRecord[])[] => [
  ...Map.groupBy(records, ({ stack }) => {
    const known = stacks.get(stack);
    return JSON.stringify([known?.owner ?? null, known?.channel ?? null]);
  }).values(),
];

const decisionOf = (
  request: ReadRequest,
  passed: readonly Passed[],
  ownership: Pick<Decision, 'owner' | 'channel'>,
  context: DecisionContext,
): Decision => ({
  id: request.id,
  kind: request.kind,
  at: request.at,
  by: request.actor,
  ...ownership,
  reason: request.reason,
  until: request.until,
  destroyApproved: request.destroy,
  approvalsNeeded: Math.max(...passed.map(({ verdict }) => verdict.approvals)),
  approvals: [],
  subjects: passed.map(({ record }) => subjectOf(record, context)),
  inForce: true,
  record: null,
});

const subjectOf = (
  { fingerprint, stack, difference }: DriftRecord,
  { stacks }: DecisionContext,
): DecisionSubject => ({
  fingerprint,
  stack,
  address: difference.address,
  path: difference.path,
  reality: sideDigest(difference.reality),
  intent: sideDigest(difference.intent),
  evidence: stacks.get(stack)?.evidence ?? null,
});

function recordAfter(record: DriftRecord, action: DriftAction, decision: Decision): DriftRecord {
  const acted = act(record, action, decision.at, { decision: decision.id });
  if ('refused' in acted) throw new Error(`A difference that was judged ${acted.refused}.`);
  return acted.record;
}

/** Whatever is done about one that comes and goes, something is likely to do it again. */
function flapWarning(
  record: DriftRecord,
  now: string,
  { flapping }: DecisionContext,
): readonly RefusedDifference[] {
  const flaps = isFlapping(record, now, flapping);
  if (flaps === null) return [];
  const days = Math.round(flaps.windowMs / DAY_MS);
  const sentence = `It came or went ${flaps.toggles} times in ${days} days: something sets it again and again, and likely will after this.`;
  return [{ record, sentence }];
}

const DAY_MS = 24 * 60 * 60 * 1000;

const distinct = (records: readonly DriftRecord[]): readonly DriftRecord[] => [
  ...new Map(records.map((record) => [`${record.stack}\n${record.fingerprint}`, record])).values(),
];
