/**
 * What a difference is, from the join of memory (state), reality (provider) and intent (code).
 * The table is the heart of Kedge; docs/drift.md explains each line with an example.
 */
export const DRIFT_CLASSES = ['conflict', 'deleted', 'output_effect', 'absorbed', 'unapplied_code'] as const;

export type DriftClass = (typeof DRIFT_CLASSES)[number];

/** Classes that make a stack `drifted` unless `kedge.yaml` says otherwise. The others are reported apart. */
export const COUNTED_BY_DEFAULT: readonly DriftClass[] = ['conflict', 'deleted', 'output_effect'];

export const CLASS_MEANING: Readonly<Record<DriftClass, string>> = {
  conflict: 'someone changed what the code sets',
  deleted: 'gone outside the code',
  output_effect: 'reality changed and an output follows it: downstream readers see it',
  absorbed: 'reality changed where the code says nothing or ignores it; only the state is behind',
  unapplied_code: 'the code is ahead of reality; nobody has applied it',
};

/** What a person can do about it; the next apply is the danger each sentence names. */
export const CLASS_REMEDY: Readonly<Record<DriftClass, string>> = {
  conflict:
    'Revert it (the next apply undoes the change), or adopt it by writing the real value into the code. Until then every apply undoes it.',
  deleted:
    'Recreate it with an apply, or remove the block from the code. Until then every apply recreates it.',
  output_effect: 'Apply to refresh the state and the output, after checking who reads the output.',
  absorbed: 'Nothing is undone by an apply. Set the attribute in the code if it matters, or ignore it.',
  unapplied_code: 'Review and apply the code, or revert the commit. This is not drift.',
};
