import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What a test starts the command line with. */
export interface Startable {
  readonly root: string;
  start(
    args: readonly string[],
    options: { readonly env: Readonly<Record<string, string>> },
  ): { readonly child: ChildProcess; readonly ended: Promise<unknown> };
}

export interface ServedKedge {
  readonly url: string;
  /** Signs in whoever opens it first. */
  readonly link: string;
}

const SERVES = /Kedge serves at (\S+)\n[^:]*: (\S+)\n/;

/** `kedge serve` on a free port, with a data folder of its own, ended when the running test ends. */
export async function serveKedge(flow: Startable): Promise<ServedKedge> {
  const { child, ended } = flow.start(['serve', '--port', '0', '--engines', '1'], {
    env: { KEDGE_DATA_DIR: join(flow.root, 'server') },
  });
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, url, link] = SERVES.exec(said) ?? [];
      if (url !== undefined && link !== undefined) resolve({ url, link });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then(() => reject(new Error(`kedge serve ended before it served:\n${said}`)));
  });
}
