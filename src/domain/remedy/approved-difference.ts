import type { DecisionSubject } from '../decision/decision.ts';
import { hidesParts, sideDigest } from '../drift/life/side-digest.ts';
import type { NamedDifference } from '../drift/name-differences.ts';
import type { Difference, Side } from '../drift/report.ts';
import { refusal, type GuardRefusal } from './guard-refusal.ts';

/** What somebody approved, as it was then. */
export interface Approval {
  readonly subject: DecisionSubject;
  /** Other fingerprints of the same difference, after a move. */
  readonly aliases: readonly string[];
  /** Destroying or replacing the resource is part of what was approved. */
  readonly destroyApproved: boolean;
}

/** What was approved, as the plan has it now. */
export interface ApprovedDifference extends NamedDifference {
  readonly approval: Approval;
}

/** Finds what was approved in the plan; refused is what is not there, or not as it was. */
export function findApproved(
  planned: readonly NamedDifference[],
  approvals: readonly Approval[],
): { readonly approved: readonly ApprovedDifference[]; readonly refusals: readonly GuardRefusal[] } {
  const approved: ApprovedDifference[] = [];
  const refusals: GuardRefusal[] = [];
  for (const approval of approvals) {
    const names = new Set([approval.subject.fingerprint, ...approval.aliases]);
    const here = planned.filter(({ difference }) => names.has(difference.fingerprint));
    const [one] = here;
    if (one === undefined || here.length > 1) refusals.push(goneRefusal(approval, planned));
    else {
      approved.push({ ...one, approval });
      refusals.push(...movedRefusals(one, approval.subject));
    }
  }
  return { approved, refusals };
}

/** As reports write a place. */
export const placeOf = ({ address, path }: Pick<Difference, 'address' | 'path'>): string =>
  path === '' ? address : `${address}.${path}`;

function goneRefusal({ subject }: Approval, planned: readonly NamedDifference[]): GuardRefusal {
  const there = planned.filter(
    ({ difference }) => difference.address === subject.address && difference.path === subject.path,
  );
  const instead =
    there.length === 0
      ? 'nothing differs there'
      : `it reads ${there.map(({ difference }) => difference.class).join(' and ')} there`;
  return refusal(
    'reality_moved',
    `${placeOf(subject)} (${subject.fingerprint}) is not as it was decided: now ${instead}.`,
    [{ what: placeOf(subject), approved: subject.reality, now: null }],
  );
}

function movedRefusals({ difference }: NamedDifference, subject: DecisionSubject): readonly GuardRefusal[] {
  const place = placeOf(difference);
  const moved = (code: 'reality_moved' | 'intent_moved', side: Side, then: string, whose: string) =>
    sideDigest(side) === then
      ? []
      : [
          refusal(code, `${place} is not as it was decided: ${whose}.`, [
            { what: place, approved: then, now: shownSide(side) },
          ]),
        ];
  const hidden = [difference.reality, difference.intent].some(hidesParts);
  return [
    ...moved('reality_moved', difference.reality, subject.reality, 'the real value has moved since'),
    ...moved('intent_moved', difference.intent, subject.intent, 'the code asks for another value since'),
    ...(hidden
      ? [
          refusal(
            'value_hidden',
            `A part of the value of ${place} is hidden, so nobody can tell whether it is still what was approved.`,
          ),
        ]
      : []),
  ];
}

const shownSide = (side: Side): SeenSide =>
  side.kind === 'value' ? { kind: side.kind, value: side.value } : { ...side };
type SeenSide = { readonly [key: string]: Extract<Side, { kind: 'value' }>['value'] };
