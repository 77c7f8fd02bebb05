import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Startable } from './served-kedge.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The command line in a folder, without a stack or an engine. */
export const startableKedge = (root: string, more: Readonly<Record<string, string>> = {}): Startable => ({
  root,
  start: (args, { env }) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: root,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: root,
        TZ: 'UTC',
        NO_COLOR: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        KEDGE_ACTOR: 'Ada Keeper <ada@example.com>',
        ...more,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, ended: once(child, 'close') };
  },
});
