import { run } from '@stricli/core';
import { kedgeApplication } from '../../src/cli/application.ts';
import type { KedgeRun } from '#test/run-kedge.ts';

export interface Asked {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly ask?: (question: string) => Promise<string | null>;
  readonly cwd?: string;
}

/** The command line in this process: for what asks a server, whose own process is the real part. */
export async function kedgeHere(args: readonly string[], asked: Asked = {}): Promise<KedgeRun> {
  let stdout = '';
  let stderr = '';
  const own: {
    stdout: { write: (text: string) => void };
    stderr: { write: (text: string) => void };
    exitCode?: number | string | null;
  } = {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
  };
  await run(kedgeApplication('0.0.0-test'), [...args], {
    process: own,
    env: asked.env ?? {},
    cwd: asked.cwd ?? process.cwd(),
    version: '0.0.0-test',
    signal: asked.signal ?? new AbortController().signal,
    ...(asked.ask === undefined ? {} : { ask: asked.ask }),
  });
  return { stdout, stderr, exitCode: Number(own.exitCode ?? 0) };
}
