import type { DecidedStack } from '#domain/decision/decide.ts';
import type { CompiledPolicy } from '#domain/decision/decision-policy.ts';
import type { DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { FlapSettings } from '#domain/drift/life/flapping.ts';

/** What the kedge.yaml of a source says at the commit that was read last. */
export interface SourceSettings {
  /** `problem`: it cannot be read, as a sentence. Then nothing may be decided: nobody knows what the policies forbid. */
  of(source: string): Promise<SettledSource | { readonly problem: string }>;
}

export interface SettledSource {
  readonly policies: readonly CompiledPolicy[];
  /** By the name or path of the stack. */
  readonly stacks: ReadonlyMap<string, Omit<DecidedStack, 'evidence'>>;
  /** The names of variables that the runs of a stack are given, by its name or path, and of all others. */
  readonly env: {
    readonly stacks: ReadonlyMap<string, readonly string[]>;
    readonly others: readonly string[];
  };
  readonly acceptAtMostMs: number;
  readonly flapping: FlapSettings;
  readonly objectives: DriftObjectives;
}
