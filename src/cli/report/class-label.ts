import type { DriftClass } from '#domain/drift/drift-class.ts';

/** The classes as words in a sentence. */
export const CLASS_LABEL: Readonly<Record<DriftClass, string>> = {
  conflict: 'conflict',
  deleted: 'deleted',
  output_effect: 'output effect',
  absorbed: 'absorbed',
  unapplied_code: 'unapplied code',
};
