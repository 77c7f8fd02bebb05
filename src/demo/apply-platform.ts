import { join } from 'node:path';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { runProcess, type ProcessResult } from '#platform/run-process.ts';
import { followApply, type ApplyStream } from './apply-stream.ts';
import type { Tell } from './narrator.ts';

/**
 * Applies the demo's own platform. Only the demo does so: the engine that scans refuses every command that writes,
 * and this runner never sees a folder of the user's.
 */
export interface PlatformApply {
  readonly terraform: string;
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly downloadsProvider: boolean;
  readonly cache: PrivateCache;
  readonly runFolder: RunFolder;
  readonly signal: AbortSignal;
}

const INIT_LIMIT_MS = 15 * 60_000;
const APPLY_LIMIT_MS = 10 * 60_000;
const LOCK_WAIT_MS = 60_000;

/** `problem` is a sentence. */
export async function initPlatform(
  apply: PlatformApply,
): Promise<{ readonly done: null } | { readonly problem: string }> {
  const lock = apply.downloadsProvider ? await providerCacheLock(apply) : null;
  try {
    const args = ['init', '-input=false', '-no-color'];
    const result = await run(apply, args, INIT_LIMIT_MS, null);
    if (result.exitCode === 0) return { done: null };
    const hint = apply.downloadsProvider
      ? ' Without a way to registry.terraform.io, name a folder with the provider in KEDGE_PROVIDER_MIRROR.'
      : '';
    return { problem: `terraform init failed in ${apply.folder}: ${reason(result, '')}${hint}` };
  } finally {
    await lock?.release();
  }
}

/** The engines do not guard their provider cache against two writers. */
async function providerCacheLock({ cache, signal }: PlatformApply) {
  return takeOwnerLock(join(await cache.sharedFolder('locks'), 'providers.lock'), LOCK_WAIT_MS, signal);
}

export async function applyPlatform(
  apply: PlatformApply,
  tell: Tell,
): Promise<{ readonly done: ApplyStream } | { readonly problem: string }> {
  const stream = followApply(tell);
  const args = ['apply', '-auto-approve', '-input=false', '-json'];
  const result = await run(apply, args, APPLY_LIMIT_MS, stream.line);
  if (result.exitCode === 0) return { done: stream };
  return { problem: `terraform apply failed in ${apply.folder}: ${reason(result, stream.errors())}` };
}

async function run(
  apply: PlatformApply,
  args: readonly string[],
  timeoutMs: number,
  onLine: ((line: string) => void) | null,
): Promise<ProcessResult> {
  let noted: Promise<void> = Promise.resolve();
  const result = await runProcess({
    file: apply.terraform,
    args,
    cwd: apply.folder,
    env: apply.env,
    signal: apply.signal,
    timeoutMs,
    // Should Kedge be killed, the next start ends this group.
    onStart: (pid) => {
      noted = apply.runFolder.noteGroup(pid);
    },
    ...(onLine === null ? {} : { onLine }),
  });
  await noted;
  return result;
}

function reason(result: ProcessResult, errors: string): string {
  if (result.aborted) return 'it was interrupted.';
  if (result.timedOut) return `it took longer than ${Math.round(result.durationMs / 60_000)} minutes.`;
  return result.startError ?? (errors || result.stderr.trim() || `exit ${result.exitCode ?? result.signal}`);
}
