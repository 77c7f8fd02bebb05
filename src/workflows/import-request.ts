import type { ImportDrafter } from '#ports/import-drafter.ts';
import type { ImportPlacer } from '#ports/import-placer.ts';
import type { Memory } from '#ports/memory.ts';
import type { RemedyEngine } from '#ports/remedy-engine.ts';
import type { Repository } from '#ports/repository.ts';
import type { EditProof, FixRefusal } from './fix-request.ts';
import type { ScanDependencies, ScanTarget } from './scan-stack.ts';

export interface ImportDependencies extends ScanDependencies {
  readonly memory: Memory;
  readonly remedy: Pick<RemedyEngine, 'validate'>;
  readonly repository: Repository;
  readonly drafter: ImportDrafter;
  readonly placer: ImportPlacer;
}

/** An object that exists in reality and is to come under an address. */
export interface ImportRequest {
  readonly target: ScanTarget;
  /** Other stacks that are made of the same folder, with another workspace or other variables. */
  readonly sameFolder: readonly string[];
  /** As it was given. */
  readonly address: string;
  /** As the provider wants it, such as a bucket's name. */
  readonly id: string;
  readonly reason: string;
  /** Who acts: `Name <email>`. */
  readonly actor: string;
}

export interface ImportOptions {
  /** Show the change and keep nothing of it. */
  readonly patchOnly: boolean;
  /** A Git remote to push the branch to. */
  readonly pushTo: string | null;
}

/** A proven import. */
export interface ProvenImport {
  /** As the engine writes it. */
  readonly address: string;
  readonly commit: string;
  readonly patch: string;
  readonly proof: EditProof;
  /** From the Git top level, forward slashes. */
  readonly files: readonly string[];
  /** Sensitive attributes that the code does not set. */
  readonly withheld: readonly string[];
}

export type ImportResult =
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly refusals: readonly FixRefusal[] }
  | ({ readonly kind: 'patch' } & ProvenImport)
  | ({
      readonly kind: 'proposed';
      readonly branch: string;
      readonly pushedTo: string | null;
      readonly pushProblem: string | null;
    } & ProvenImport);

export type Refused = { readonly refusals: readonly FixRefusal[] };

export const refused = (code: string, sentence: string, next: string | null = null): Refused => ({
  refusals: [{ code, sentence, next }],
});
