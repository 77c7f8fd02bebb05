import type { EngineName, EngineProgress, EngineStack } from './engine.ts';

/** Both ways of one plan side by side. */
export interface FastComparison {
  /** What was compared, and whether both ways gave the same. */
  readonly parts: readonly { readonly what: string; readonly same: boolean }[];
  readonly bareMs: number;
  readonly fastMs: number;
  /** Where both answers are kept when they differ; they hold secrets. */
  readonly keptIn: string | null;
}

export interface FastCheck {
  /** Why fast scans are out of the question here, as a clause; null: they are available. */
  whyNot(engine: EngineName): Promise<string | null>;

  /** Plans a stack both ways and compares; `problem` is a sentence for a person. */
  verify(
    stack: EngineStack,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly comparison: FastComparison } | { readonly problem: string }>;
}
