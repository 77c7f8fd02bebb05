import { parsePath } from '../flag-parsers.ts';

/** Flags of every command that can ask a server in place of this machine. */
export const SERVER_FLAGS = {
  server: {
    kind: 'parsed',
    parse: String,
    optional: true,
    brief: 'Ask the server there (KEDGE_SERVER); the token in KEDGE_TOKEN',
    placeholder: 'url',
  },
  tokenFile: {
    kind: 'parsed',
    parse: parsePath,
    optional: true,
    brief: 'With --server: the token in a file',
    placeholder: 'path',
  },
  plaintext: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'With --server: plain http beyond this machine',
  },
} as const;

export interface ServerFlags {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly plaintext: boolean;
}

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
