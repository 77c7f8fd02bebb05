import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface KedgeRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Runs the real command line in a process of its own, with a private cache that is gone when the test ends. */
export async function kedgeCommand(
  env: Readonly<Record<string, string>>,
): Promise<(args: readonly string[], cwd: string) => Promise<KedgeRun>> {
  const cache = await mkdtemp(join(tmpdir(), 'kedge-cache-'));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const whole = {
    PATH: process.env['PATH'] ?? '',
    HOME: cache,
    KEDGE_CACHE_DIR: join(cache, 'cache'),
    ...env,
  };
  return (args, cwd) => run(args, cwd, whole);
}

function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<KedgeRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
