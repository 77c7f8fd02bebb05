import type { EngineProgress, EngineStack } from './engine.ts';
import type { EngineFailure } from './remedy-engine.ts';

/**
 * Lets the engine write down, as configuration, an object that exists in reality. It only reads, and always bare: no
 * kept knowledge of providers stands between the engine and the world.
 */
export interface ImportDrafter {
  /**
   * @param stack in a scratch work tree of Kedge's own, never the user's folder: a file with the import block is
   * written into it
   */
  draft(
    stack: EngineStack,
    wanted: DraftWanted,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<
    | {
        /** What the engine wrote. May hold secrets in clear text. */
        readonly generated: string;
      }
    /** The provider knows no such object, or none that can be imported; what it said, which may hold secrets. */
    | { readonly notFound: string }
    | EngineFailure
  >;
}

export interface DraftWanted {
  readonly type: string;
  /** A name that no resource of this type has in the root module. */
  readonly name: string;
  /** As the provider wants it, such as a bucket's name. */
  readonly id: string;
  /** A provider of the root module as code refers to it, such as `aws.west`; null: the default one of the type. */
  readonly provider: string | null;
}
