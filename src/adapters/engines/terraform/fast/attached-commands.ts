import type { Environment } from '#platform/environment.ts';

/** The only commands that may find attached providers. None of them writes. */
const READING = new Set(['plan', 'show', 'validate']);

/** Whether a command with this environment may be started. */
export const mayAttach = (args: readonly string[], extraEnv: Environment | undefined): boolean =>
  extraEnv?.['TF_REATTACH_PROVIDERS'] === undefined || READING.has(args[0] ?? '');
