import type { FileEdit } from './code-editor.ts';

/**
 * Finds where a person would write an imported resource, and computes what is to be written. It reads files and writes
 * none. Whether it is right is for a plan to prove.
 */
export interface ImportPlacer {
  /** `problem` is a sentence: it is no address of a managed resource. */
  readAddress(text: string): { readonly address: ImportAddress } | { readonly problem: string };

  place(request: PlaceRequest): Promise<{ readonly place: ImportPlace } | { readonly refused: PlaceRefusal }>;

  /** What the code of the resource could be, the shortest first; at least one. `problem` is a sentence. */
  configurations(
    generated: string,
    place: ImportPlace,
  ): Promise<{ readonly texts: readonly ResourceText[] } | { readonly problem: string }>;

  /** @param resource null: the code has the block already */
  edits(place: ImportPlace, id: string, resource: string | null): Promise<readonly FileEdit[]>;
}

export interface ImportAddress {
  /** As the engine writes it, such as `module.queues["eu"].aws_sqs_queue.jobs`. */
  readonly text: string;
  /** Without instance keys, such as `module.queues`; empty for the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Whether the resource or a module around it is one of several instances. */
  readonly keyed: boolean;
}

export interface PlaceRequest {
  /** The root module. Absolute. */
  readonly folder: string;
  /** What is above it must not be touched: the Git top level. Absolute. */
  readonly top: string;
  readonly address: ImportAddress;
  /** Whether the code has the resource block already, so that only the import block is to be placed. */
  readonly inCode: boolean;
}

export interface ImportPlace {
  readonly address: ImportAddress;
  /** Where the blocks go. Absolute; the files need not be there. */
  readonly resourceFile: string | null;
  readonly importFile: string;
  /** The line of `importFile` behind which the import block goes; null: the end. */
  readonly importAfterLine: number | null;
  /** What a draft in the root module is called there. */
  readonly draftName: string;
  readonly draftProvider: string | null;
  /** Folders whose code the proof reads. Absolute. */
  readonly folders: readonly string[];
}

/** The code of a resource block as it could be. */
export interface ResourceText {
  readonly text: string;
  /** Sensitive attributes that the engine knows and does not write down, such as `password`. */
  readonly withheld: readonly string[];
  /** Attributes that are written down and look like secrets. */
  readonly secrets: readonly string[];
}

export const PLACE_REFUSALS = [
  'instance',
  'no_module',
  'remote_module',
  'shared_module',
  'outside_repository',
  'syntax',
] as const;

export interface PlaceRefusal {
  readonly code: (typeof PLACE_REFUSALS)[number];
  readonly sentence: string;
  readonly next: string;
}
