import { configuredAttributes } from '../drift/configured-attributes.ts';
import type { NamedDifference } from '../drift/name-differences.ts';
import { outputEffects } from '../drift/output-effects.ts';
import type { Plan, ResourceChange } from '../drift/plan.ts';
import type { Difference, StackEvidence } from '../drift/report.ts';
import { isArray, isObject } from '../json.ts';
import { findApproved, placeOf, type Approval, type ApprovedDifference } from './approved-difference.ts';
import { judgeEntry } from './guard-changes.ts';
import { evidenceRefusals } from './guard-evidence.ts';
import { outputBelongs } from './guard-outputs.ts';
import { refusal, type GuardRefusal } from './guard-refusal.ts';

/** A kept plan, and what somebody approved. */
export interface RevertQuestion {
  readonly plan: Plan;
  /** Every difference of the plan, before any rule. */
  readonly planned: readonly NamedDifference[];
  /** Made for targets only: then it covers them and not the stack. */
  readonly targeted: boolean;
  /** How many managed resources the engine read for it. */
  readonly resourcesRead: number;
  readonly approvals: readonly Approval[];
  /** The code as it is, and the state that the plan was made from. */
  readonly now: StackEvidence;
  /** Takes secrets out of text: a key of for_each can be anything. */
  readonly redact: (text: string) => string;
}

/** One resource that the apply changes; redacted. */
export interface GuardedChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly fingerprints: readonly string[];
}

export type GuardVerdict =
  | {
      readonly go: true;
      readonly changes: readonly GuardedChange[];
      /**
       * What nobody approved and the apply takes into the state all the same, because the plan read it: reality stays,
       * and later scans see no difference any more.
       */
      readonly absorbs: readonly Difference[];
    }
  | { readonly go: false; readonly refusals: readonly GuardRefusal[] };

/**
 * Whether applying this plan does what was approved and nothing else. Everything that speaks against it is told, not
 * the first alone.
 */
export function guardRevertPlan(question: RevertQuestion): GuardVerdict {
  const { plan, planned, approvals, now, redact } = question;
  const subjects = approvals.map(({ subject }) => subject);
  const { approved, refusals } = findApproved(planned, approvals);
  const judged = judgeChanges(plan, planned, approved);
  const all = [
    ...evidenceRefusals(subjects, now),
    ...refusals,
    ...incompleteRefusals(question),
    ...actionRefusals(plan, approved, redact),
    ...touchRefusals([...judged.outside, ...outsideOutputs(plan, approved), ...invocations(plan)], redact),
    ...otherwiseRefusals(judged.otherwise, redact),
    ...idleRefusals(approved, judged.carriedOut, plan),
  ];
  if (all.length > 0) return { go: false, refusals: all };
  return {
    go: true,
    changes: changesOf(plan, judged.carriedOut, redact),
    absorbs: absorbedBy(planned, approved),
  };
}

const isNothing = ({ actions }: ResourceChange): boolean =>
  actions.every((action) => action === 'no-op' || action === 'read');

interface Judged {
  readonly outside: readonly string[];
  readonly otherwise: readonly string[];
  readonly carriedOut: ReadonlySet<ApprovedDifference>;
}

function judgeChanges(
  plan: Plan,
  planned: readonly NamedDifference[],
  approved: readonly ApprovedDifference[],
): Judged {
  const configured = configuredAttributes(plan);
  const chosen = new Set(approved.map(({ difference }) => difference));
  const approvedAt = Map.groupBy(approved, ({ found }) => found.resource.address);
  const rest = planned.filter(({ difference }) => !chosen.has(difference));
  const restAt = Map.groupBy(rest, ({ found }) => found.resource.address);
  const outside: string[] = [];
  const otherwise: string[] = [];
  const carriedOut = new Set<ApprovedDifference>();
  for (const entry of plan.changes) {
    const here = approvedAt.get(entry.address) ?? [];
    if (isNothing(entry)) {
      // Only the state changes, but it changes: the move is code that nobody has applied.
      if (isMoved(entry) && here.length === 0)
        outside.push(`${entry.address} (moved from ${entry.previousAddress})`);
      continue;
    }
    const verdict = judgeEntry(entry, here, restAt.get(entry.address) ?? [], configured);
    outside.push(...verdict.outside);
    otherwise.push(...verdict.otherwise);
    for (const each of verdict.carriedOut) carriedOut.add(each);
  }
  return { outside, otherwise, carriedOut };
}

const isMoved = ({ address, previousAddress }: ResourceChange): boolean =>
  previousAddress !== null && previousAddress !== address;

function outsideOutputs(plan: Plan, approved: readonly ApprovedDifference[]): readonly string[] {
  const effects = outputEffects(plan, configuredAttributes(plan));
  return plan.outputs
    .filter((output) => !outputBelongs(output, approved, effects))
    .map((output) => `output.${output.name}`);
}

/** Actions of providers that the apply would run besides; nobody can see what they do. */
export const invocations = ({ raw }: Plan): readonly string[] =>
  ['action_invocations', 'deferred_action_invocations'].flatMap((name) => {
    const listed = raw[name];
    return isArray(listed) && listed.length > 0 ? [`${listed.length} actions of providers`] : [];
  });

function touchRefusals(
  outside: readonly string[],
  redact: (text: string) => string,
): readonly GuardRefusal[] {
  if (outside.length === 0) return [];
  const places = outside.map(redact);
  return [
    refusal('touches_other', `The plan would also change what nobody approved: ${places.join(', ')}.`, [
      { what: 'outside the approval', approved: null, now: places },
    ]),
  ];
}

function otherwiseRefusals(
  places: readonly string[],
  redact: (text: string) => string,
): readonly GuardRefusal[] {
  if (places.length === 0) return [];
  const shown = places.map(redact);
  return [
    refusal(
      'made_otherwise',
      `What was deleted would come back otherwise than it was: ${shown.join(', ')}.`,
      [{ what: 'otherwise than it was', approved: null, now: shown }],
    ),
  ];
}

function actionRefusals(
  plan: Plan,
  approved: readonly ApprovedDifference[],
  redact: (text: string) => string,
): readonly GuardRefusal[] {
  const mayDestroy = new Set(
    approved.filter(({ approval }) => approval.destroyApproved).map(({ found }) => found.resource.address),
  );
  const destroyed = plan.changes.filter(
    ({ address, actions }) => actions.includes('delete') && !mayDestroy.has(address),
  );
  const named = (entries: readonly ResourceChange[]): string => redact(entries.map(actionText).join(', '));
  const imported = importedBy(plan);
  const forgotten = plan.changes.filter((entry) => entry.actions.includes('forget'));
  return [
    ...(destroyed.length > 0
      ? [refusal('destroys', `The plan would destroy what nobody approved to destroy: ${named(destroyed)}.`)]
      : []),
    ...(imported.length > 0
      ? [refusal('import', `The plan would bring resources into the state: ${redact(imported.join(', '))}.`)]
      : []),
    ...(forgotten.length > 0
      ? [refusal('forget', `The plan would take resources out of the state: ${named(forgotten)}.`)]
      : []),
  ];
}

function actionText({ address, actions, actionReason }: ResourceChange): string {
  const why = actionReason === null ? '' : `, ${actionReason.replaceAll('_', ' ')}`;
  return `${address} (${actions.join(' and ')}${why})`;
}

/** Out of the plan as it is written: an import that changes nothing else is a no-op, and those are left out elsewhere. */
function importedBy({ raw }: Plan): readonly string[] {
  const listed = raw['resource_changes'];
  return (isArray(listed) ? listed : []).flatMap((entry) => {
    const change = isObject(entry) ? entry['change'] : undefined;
    if (!isObject(entry) || !isObject(change) || (change['importing'] ?? null) === null) return [];
    return [typeof entry['address'] === 'string' ? entry['address'] : 'a resource without an address'];
  });
}

function incompleteRefusals({ plan, targeted, resourcesRead }: RevertQuestion): readonly GuardRefusal[] {
  const said = incompleteText(plan, resourcesRead, targeted);
  return said === null ? [] : [refusal('incomplete', said)];
}

/** Why a plan does not tell everything that an apply of it would do, as a sentence; null: it does. */
export function incompleteText(plan: Plan, resourcesRead: number, targeted = false): string | null {
  const problems = [
    ...(plan.errored ? ['it ended with an error'] : []),
    ...(plan.deferred > 0 ? [`it deferred ${plan.deferred} changes`] : []),
    // Targets are the reason why it is not complete; what it touches is looked at all the same.
    ...(plan.complete === false && !targeted ? ['it says so itself'] : []),
    ...(!targeted && resourcesRead + importedBy(plan).length < plan.managedInState
      ? [`${resourcesRead} of ${plan.managedInState} resources in the state were read`]
      : []),
  ];
  return problems.length === 0 ? null : `The plan does not cover everything: ${problems.join('; ')}.`;
}

/** Approved, and nothing in the plan that does it. */
function idleRefusals(
  approved: readonly ApprovedDifference[],
  carriedOut: ReadonlySet<ApprovedDifference>,
  plan: Plan,
): readonly GuardRefusal[] {
  const effects = outputEffects(plan, configuredAttributes(plan));
  const followed = ({ found }: ApprovedDifference): boolean =>
    plan.outputs.some((output) => `output.${output.name}` === found.resource.address) ||
    (found.class === 'output_effect' && effects.fedBy(found.resource, found.path).length > 0);
  const idle = approved.filter((each) => !carriedOut.has(each) && !followed(each));
  return idle.map(({ difference }) =>
    refusal('not_planned', `The plan does nothing about ${placeOf(difference)} (${difference.class}).`),
  );
}

function changesOf(
  plan: Plan,
  carriedOut: ReadonlySet<ApprovedDifference>,
  redact: (text: string) => string,
): readonly GuardedChange[] {
  const done = [...carriedOut];
  return plan.changes
    .filter((entry) => !isNothing(entry))
    .map(({ address, actions }) => ({
      address: redact(address),
      actions,
      fingerprints: done
        .filter(({ found }) => found.resource.address === address)
        .map(({ difference }) => difference.fingerprint),
    }));
}

function absorbedBy(
  planned: readonly NamedDifference[],
  approved: readonly ApprovedDifference[],
): readonly Difference[] {
  const chosen = new Set(approved.map(({ difference }) => difference));
  return planned
    .filter(({ found, difference }) => found.between === 'drift' && !found.planned && !chosen.has(difference))
    .map(({ difference }) => difference);
}
