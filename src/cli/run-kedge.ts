import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { run } from '@stricli/core';
import { endAllProcessGroups } from '#platform/run-process.ts';
import { kedgeApplication } from './application.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';

/** Runs one command of this process, from arguments to exit code. */
export async function runKedge(own: NodeJS.Process): Promise<void> {
  const version = packageVersion();
  const interrupted = interruptSignal(own);
  const context: KedgeContext = {
    process: own as KedgeContext['process'],
    env: own.env,
    cwd: own.cwd(),
    version,
    signal: interrupted,
    ...(own.stdin.isTTY && own.stderr.isTTY ? { ask: (question) => askAt(own, question, interrupted) } : {}),
  };
  // `kedge scan | head` closes the pipe early; that is no failure.
  own.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') own.exit(0);
    throw error;
  });
  await run(kedgeApplication(version), own.argv.slice(2), context);
  // The library ends wrong arguments with codes of its own; users rely on the documented ones.
  if (typeof own.exitCode === 'number' && own.exitCode < 0) own.exitCode = EXIT.error;
}

/** Questions go to the error output, so that the other one stays a report. */
async function askAt(own: NodeJS.Process, question: string, signal: AbortSignal): Promise<string | null> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: own.stdin, output: own.stderr });
  // The interface takes ctrl-C for itself; the rest of Kedge has to hear of it.
  lines.on('SIGINT', () => own.kill(own.pid, 'SIGINT'));
  const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
  try {
    return await Promise.race([lines.question(question, { signal }).catch(() => null), ended]);
  } finally {
    lines.close();
  }
}

/**
 * The first SIGINT or SIGTERM stops the engines and lets the scan report what it knows; the second ends everything
 * at once.
 */
function interruptSignal(own: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    own.on(name, () => {
      if (controller.signal.aborted)
        void endAllProcessGroups().finally(() => own.exit(128 + constants.signals[name]));
      controller.abort(new Error(`Stopped by ${name}`));
    });
  }
  return controller.signal;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
