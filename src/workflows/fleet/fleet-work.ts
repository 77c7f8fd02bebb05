import type { FlapSettings } from '#domain/drift/life/flapping.ts';
import type { FleetStack } from '#domain/fleet/fleet-stack.ts';
import type { RateLimit } from '#domain/fleet/rate-bucket.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { FixHolder } from '#domain/remedy/fix-run.ts';
import type { Checkout, Checkouts } from '#ports/checkout.ts';
import type { CodeEditor } from '#ports/code-editor.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import type { RemedyEngine } from '#ports/remedy-engine.ts';
import type { Repository } from '#ports/repository.ts';
import type { ScanDependencies, ScanTarget } from '../scan-stack.ts';

/** What the server's work on stacks needs. */
export interface FleetWork extends ScanDependencies {
  readonly fleet: Fleet;
  readonly checkouts: Checkouts;
  readonly repository: Repository;
  /** Unique and short. */
  readonly newId: () => string;
  /** One stack of a source at the code that was checked out, as a scan plans it. */
  readonly targetIn: (
    source: Source,
    checkout: Checkout,
    stack: string,
  ) => Promise<FoundTarget | { readonly problem: string }>;
  /** What an account bears. */
  readonly rateOf: (account: string) => RateLimit;
  /** What a stack that was scanned sets off, such as notices. Never throws. */
  readonly scanned: (source: string, stack: string) => Promise<void>;
}

export interface FoundTarget {
  readonly target: ScanTarget;
  readonly flapping: FlapSettings;
}

/** What acting on them needs besides. */
export interface FleetFixWork extends FleetWork {
  readonly remedy: () => Promise<{ readonly remedy: RemedyEngine; readonly editor: CodeEditor }>;
  readonly holder: () => Promise<FixHolder>;
  /** Names of root variables that the environment sets. */
  readonly variablesInEnvironment: readonly string[];
  /** What a fix that has ended sets off, such as notices and records. Never throws. */
  readonly fixed: (source: string, stack: string) => Promise<void>;
}

/** A stack of the fleet as work on it begins. */
export interface StackAtWork {
  readonly source: Source;
  readonly commit: string | null;
  readonly found: FleetStack;
  readonly memory: Memory;
}

/** `problem` is a sentence: there is nothing to work on. */
export async function stackAtWork(
  fleet: Fleet,
  at: { readonly source: string; readonly stack: string },
): Promise<StackAtWork | { readonly problem: string }> {
  const known = await fleet.findSource(at.source);
  if (known === null) return { problem: `There is no source ${at.source} any more.` };
  const memory = await fleet.memoryOf(at.source);
  if (memory === null) return { problem: `The source ${at.source} was never read: sync it first.` };
  const found = await fleet.findStack(at.source, at.stack);
  if (found === null) return { problem: `The source ${at.source} has no stack ${at.stack}.` };
  if (found.goneSince !== null) {
    return {
      problem: `The source ${at.source} has no stack ${at.stack} any more, since ${found.goneSince}.`,
    };
  }
  return { source: known.source, commit: known.synced?.commit ?? null, found, memory };
}
