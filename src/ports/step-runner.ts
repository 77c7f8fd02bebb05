import type { Command } from '#domain/change/declaration.ts';

/** Runs the programs of a change. No shell, an environment of its own, and never longer than it may take. */
export interface StepRunner {
  run(request: StepRequest, signal: AbortSignal): Promise<StepEnd>;
  /** Asks an address to revert, signed where a key is named; the key in it makes a second call do nothing. */
  call(request: HookRequest, signal: AbortSignal): Promise<StepEnd>;
}

export interface StepRequest {
  readonly command: Command;
  /** Handed to the program beside its own: which change, step and attempt it works for. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface HookRequest {
  readonly url: string;
  /** The name of the variable that holds the key; null: it is not signed. */
  readonly secretEnv: string | null;
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, string>>;
}

export interface StepEnd {
  /** null: it did not end by itself. For a hook the status of its answer. */
  readonly exitCode: number | null;
  /** SHA-256 of what it said; null: nothing was read. */
  readonly output: string | null;
  /** Its last lines, redacted. */
  readonly tail: string;
  /** Why it did not do its work, as a sentence; null: it ended with 0, or the hook with 2xx. */
  readonly problem: string | null;
}
