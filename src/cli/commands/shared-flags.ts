import { parsePath } from '../flag-parsers.ts';

/** Flags that every command about remembered drift takes. */
export const PROJECT_FLAGS = {
  json: { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' },
  dir: {
    kind: 'parsed',
    parse: parsePath,
    optional: true,
    brief: 'A folder of the project (default: this one)',
    placeholder: 'path',
  },
} as const;

export interface ProjectFlags {
  readonly json: boolean;
  readonly dir?: string;
}

/** Differences by fingerprint, its start, or the address of a resource. */
export const DRIFT_IDS = {
  kind: 'array',
  parameter: {
    brief: 'Fingerprint (or its start) or resource address',
    parse: parsePath,
    placeholder: 'id',
  },
} as const;
