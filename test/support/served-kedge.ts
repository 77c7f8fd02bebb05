import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** What a test starts the command line with. */
export interface Startable {
  readonly root: string;
  start(
    args: readonly string[],
    options: { readonly env: Readonly<Record<string, string>> },
  ): { readonly child: ChildProcess; readonly ended: Promise<unknown> };
}

export interface ServedKedge {
  readonly child: ChildProcess;
  readonly url: string;
  /** Signs in whoever opens it first. */
  readonly link: string;
}

const SERVES = /Kedge serves at (\S+)\n[^:]*: (\S+)\n/;

/** `kedge serve` on a free port, with a data folder of its own, ended when the running test ends. */
export async function serveKedge(
  flow: Startable,
  env: Readonly<Record<string, string>> = {},
): Promise<ServedKedge> {
  const { child, ended } = flow.start(['serve', '--port', '0', '--engines', '1'], {
    env: { KEDGE_DATA_DIR: join(flow.root, 'server'), ...env },
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
      if (url !== undefined && link !== undefined) resolve({ child, url, link });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then(() => reject(new Error(`kedge serve ended before it served:\n${said}`)));
  });
}

/** Signs in with the link, as a person does, and makes a token, which outlives the process. */
export async function tokenFrom({ link, url }: Pick<ServedKedge, 'link' | 'url'>): Promise<string> {
  const signedIn = await fetch(link, { redirect: 'manual' });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const me = await fetch(`${url}/api/v1/me`, { headers: { cookie } });
  const { csrf } = z.object({ csrf: z.string() }).parse(await me.json());
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { cookie, 'x-kedge-csrf': csrf, 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'test', scopes: ['read', 'scan', 'decide', 'manage'] }),
  });
  return z.object({ secret: z.string() }).parse(await made.json()).secret;
}
