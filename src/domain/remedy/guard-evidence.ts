import type { DecisionSubject } from '../decision/decision.ts';
import type { StackEvidence } from '../drift/report.ts';
import { refusal, type GuardRefusal } from './guard-refusal.ts';

/**
 * Whether code and state still are what they were when it was decided. A null on both sides is equal: without a
 * repository, or with a plan file that tells no serial, the values themselves are all there is to compare.
 */
export function evidenceRefusals(
  subjects: readonly DecisionSubject[],
  now: StackEvidence,
): readonly GuardRefusal[] {
  const blind = subjects.filter((subject) => subject.evidence === null);
  const found = blind.length > 0 ? [withoutEvidence(blind)] : [];
  const approved = subjects.flatMap(({ evidence }) => (evidence === null ? [] : [evidence]));
  return [
    ...found,
    ...unique(approved.flatMap((then) => codeRefusals(then, now).concat(stateRefusals(then, now)))),
  ];
}

const withoutEvidence = (subjects: readonly DecisionSubject[]): GuardRefusal =>
  refusal(
    'no_evidence',
    `Nobody noted commit and state when ${subjects.map((subject) => subject.fingerprint).join(', ')} was decided, so nothing tells whether they moved.`,
  );

function codeRefusals(then: StackEvidence, now: StackEvidence): readonly GuardRefusal[] {
  if (then.commit !== now.commit) {
    return [
      refusal(
        'commit_moved',
        `It was decided on commit ${shown(then.commit)}, and the code is at ${shown(now.commit)} now.`,
        [{ what: 'commit', approved: then.commit, now: now.commit }],
      ),
    ];
  }
  if (now.commit === null || (then.dirty === false && now.dirty === false)) return [];
  const when = now.dirty === false ? 'when it was decided' : 'now';
  return [
    refusal(
      'code_dirty',
      `Files below the stack differ from commit ${now.commit} ${when}, so the commit does not tell what the code asks for.`,
      [{ what: 'uncommitted changes', approved: then.dirty, now: now.dirty }],
    ),
  ];
}

function stateRefusals(then: StackEvidence, now: StackEvidence): readonly GuardRefusal[] {
  if (then.lineage === now.lineage && then.serial === now.serial) return [];
  return [
    refusal(
      'state_moved',
      then.lineage === now.lineage
        ? `The state was at serial ${shown(then.serial)} when it was decided, and is at ${shown(now.serial)} now.`
        : `The state is another one than when it was decided (lineage ${shown(then.lineage)}, now ${shown(now.lineage)}).`,
      [
        { what: 'lineage', approved: then.lineage, now: now.lineage },
        { what: 'serial', approved: then.serial, now: now.serial },
      ],
    ),
  ];
}

const shown = (value: string | number | null): string => (value === null ? 'unknown' : String(value));

/** Subjects of one decision share their evidence, and say the same. */
const unique = (refusals: readonly GuardRefusal[]): readonly GuardRefusal[] => [
  ...new Map(refusals.map((each) => [each.sentence, each])).values(),
];
