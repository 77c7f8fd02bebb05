import type { AttributePath } from '#domain/drift/attribute-path.ts';
import type { Json } from '#domain/json.ts';

/**
 * Writes into code what reality says. It reads files and computes; it writes none. Whether the edited code is right
 * is for a plan to prove.
 */
export interface CodeEditor {
  propose(request: EditRequest): Promise<EditProposal>;
}

export interface EditRequest {
  /** The root module. Absolute. */
  readonly folder: string;
  /** What is above it must not be touched: the Git top level. Absolute. */
  readonly top: string;
  readonly workspace: string;
  /** `-var-file`s in order. Absolute. */
  readonly varFiles: readonly string[];
  /** Names of root variables that the environment sets (TF_VAR_*): no file can change those. */
  readonly variablesInEnvironment: readonly string[];
  /** Whether the engine knows `removed` blocks (Terraform 1.7, OpenTofu 1.7). */
  readonly hasRemovedBlocks: boolean;
  readonly wanted: readonly WantedEdit[];
}

export type WantedEdit =
  | {
      readonly kind: 'value';
      /** The difference that this settles. */
      readonly fingerprint: string;
      /** The instance, such as `module.queues["eu"].aws_sqs_queue.jobs[0]`. */
      readonly address: string;
      readonly path: AttributePath;
      /** What the code gives now, as the plan knows it; undefined: nothing. */
      readonly now: Json | undefined;
      /** What reality holds; undefined: nothing, so what is written must go. */
      readonly real: Json | undefined;
      /** The whole instance as it is. May hold secrets; never to be quoted in a refusal. */
      readonly reality: Json;
    }
  | { readonly kind: 'remove'; readonly fingerprint: string; readonly address: string };

/** All of it or nothing: an edit that leaves a difference behind proves nothing. */
export type EditProposal =
  | { readonly edits: readonly FileEdit[]; readonly origins: readonly EditOrigin[] }
  | { readonly refused: readonly EditRefusal[] };

export interface FileEdit {
  /** Absolute. */
  readonly file: string;
  /** As the file is, byte order mark and line ends included. */
  readonly before: string;
  readonly after: string;
}

/** Where a value came from, for a person: `default of variable "threshold"`, `variables.tf`, 12. */
export interface EditOrigin {
  readonly fingerprint: string;
  readonly what: string;
  readonly file: string;
  readonly line: number;
}

export const EDIT_REFUSALS = [
  'computed',
  'shared',
  'not_written',
  'secret',
  'from_environment',
  'outside_repository',
  'remote_module',
  'syntax',
  'unsupported',
] as const;
export type EditRefusalReason = (typeof EDIT_REFUSALS)[number];

export interface EditRefusal {
  readonly fingerprint: string;
  readonly reason: EditRefusalReason;
  /** What stands in the way, with the place; quotes no value. */
  readonly sentence: string;
  /** What a person could do. */
  readonly next: string;
}
