import type { CommandContext } from '@stricli/core';
import type { PacedClock } from '#ports/clock.ts';

/** What a command may touch of the process it runs in; tests give their own. */
export interface KedgeContext extends CommandContext {
  readonly process: {
    readonly stdout: Output;
    readonly stderr: Output;
    exitCode?: number | string | null;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Aborted by SIGINT and SIGTERM: running engines are stopped, what is done so far is reported. */
  readonly signal: AbortSignal;
  /** Asks the person at the terminal; null: the input ended. Not there where nobody can answer. */
  readonly ask?: (question: string) => Promise<string | null>;
  /** The demo's own time; not there: the world's. No flag, file or variable can set it. */
  readonly clock?: PacedClock;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
