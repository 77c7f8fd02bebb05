import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge } from '#test/served-kedge.ts';
import { ALARM, createShop } from '../browser/shop.ts';
import { signIn } from './signed-in.ts';

const real = await realParts();
const missing = skipReason(real, ['terraform', 'git']);
const MINUTES = 20 * 60_000;

const keysOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 1).map(keysOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, keysOf(inside)]));
};
/** What names a stack of a fleet is the one thing that is added to what a folder says. */
const withoutSource = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inside: unknown) => (key === 'source' ? undefined : inside)));

describe.skipIf(missing !== null)(`a server, by the command line alone${because(missing)}`, () => {
  it(
    'is told of a folder, scans it, and takes a difference from found to verified',
    async () => {
      const flow = await createShop();
      const served = await serveKedge(flow);
      const person = await signIn(served);
      const token = await person.token(['read', 'scan', 'decide', 'fix', 'manage']);
      const file = join(flow.root, 'token');
      await writeFile(file, `${token}\n`, { mode: 0o600 });
      const said: string[] = [];
      const kedge = async (...args: readonly string[]) => {
        const run = await flow.kedge(args, {
          env: { KEDGE_SERVER: served.url, ...(args.includes('--token-file') ? {} : { KEDGE_TOKEN: token }) },
        });
        said.push(run.stdout, run.stderr);
        return run;
      };
      const told = async (code: number, ...args: readonly string[]): Promise<string> => {
        const { exitCode, stdout, stderr } = await kedge(...args);
        expect([args, exitCode, exitCode === code ? '' : stdout + stderr]).toEqual([args, code, '']);
        return stdout;
      };

      await told(0, 'source', 'add', 'shop', '--folder', flow.repo, '--token-file', file);
      expect(await told(0, 'source', 'sync', 'shop')).toBe('shop was read.\n');
      expect(await told(0, 'source', 'list')).toMatch(/^shop +- +\/.* UTC/m);

      // The same stacks and the same JSON as a scan of the folder; one stack cannot be read.
      const scan = await kedge('scan', 'shop', '--json');
      expect([scan.exitCode, scan.stderr]).toEqual([
        2,
        expect.stringMatching(/^\[3\/3\] shop\/envs\/prod\//m),
      ]);
      const local = await flow.kedge(['scan', '--json']);
      const ofServer = JSON.parse(scan.stdout) as { readonly stacks: readonly { readonly id: string }[] };
      const ofFolder = JSON.parse(local.stdout) as typeof ofServer;
      expect(keysOf(ofServer)).toEqual(keysOf(ofFolder));
      expect(ofServer.stacks.map(({ id }) => id)).toEqual(ofFolder.stacks.map(({ id }) => `shop/${id}`));
      expect(await told(3, 'scan', 'shop/envs/prod/search')).toContain('unknown · plan_errored');
      expect((await kedge('scan', 'shop/nowhere')).stderr).toContain('shows you no stack shop/nowhere');

      // What the server and the folder remember is told in the same words.
      const pages = [await told(0, 'drift', '--json'), (await flow.kedge(['drift', '--json'])).stdout];
      const [remote, here] = pages.map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
      expect(keysOf(withoutSource(remote))).toEqual(keysOf(here));
      const [whole, own] = [
        JSON.parse(await told(0, 'drift', 'show', ALARM, '--json')) as { readonly fingerprint: string },
        JSON.parse((await flow.kedge(['drift', 'show', ALARM, '--json'])).stdout) as object,
      ];
      expect(keysOf(withoutSource(whole))).toEqual(keysOf(own));

      const id = whole.fingerprint;
      await told(0, 'decide', id, '--revert', '--reason', 'it has to wake somebody');
      const dry = await told(0, 'fix', id, '--dry-run');
      expect(dry).toContain(
        `Plan for shop/envs/prod/checkout: one resource changes\n  planned for ${ALARM} alone`,
      );
      expect(dry).toContain('nothing was changed. It was a dry run.');
      expect(await flow.applyCalls()).toBe(0);
      expect(await told(4, 'fix', id)).toContain('There is no terminal to ask on.');
      const fixed = await kedge('fix', id, '--yes', '--json');
      expect([fixed.exitCode, JSON.parse(fixed.stdout)]).toEqual([
        0,
        {
          fixes: [
            {
              source: 'shop',
              stack: 'envs/prod/checkout',
              kind: 'revert',
              result: 'verified',
              run: expect.any(String) as string,
              resources_read: expect.any(Number) as number,
            },
          ],
          files: [],
        },
      ]);
      expect(await flow.applyCalls()).toBe(1);
      expect(await flow.object('aws_cloudwatch_metric_alarm', 'checkout-errors')).toMatchObject({
        threshold: 2,
      });
      expect(await told(0, 'drift', 'show', id)).toContain('status    verified');
      const again = await kedge('fix', id, '--yes');
      expect([again.exitCode, again.stderr]).toEqual([4, expect.stringContaining(id)]);
      expect(await told(0, 'job', 'list', '--stack', 'shop/envs/prod/checkout')).toMatch(/apply-fix +done/);

      // The log is fetched and recomputed here, and an export of it by itself.
      expect(await told(0, 'audit', 'verify', '--source', 'shop')).toMatch(
        /^The audit log holds: \d+ entries/,
      );
      const exported = join(flow.root, 'audit.jsonl');
      await writeFile(exported, await told(0, 'audit', 'export', '--source', 'shop'));
      expect(await told(0, 'audit', 'verify', exported)).toMatch(/^The audit log holds: \d+ entries/);
      expect(await told(0, 'audit', 'verify')).toMatch(/^shop: The audit log holds.*the server itself: /s);

      // Who only looks is told what it takes.
      const viewer = await person.person('Vera', [{ team: null, role: 'viewer' }], ['read']);
      const weak = await flow.kedge(['scan', 'shop/envs/prod/queues'], {
        env: { KEDGE_SERVER: served.url, KEDGE_TOKEN: viewer },
      });
      expect([weak.exitCode, weak.stdout]).toEqual([
        3,
        expect.stringMatching(/It takes the role responder .* scope scan/),
      ]);

      // The token stands nowhere: not in an output, and not in the list of processes.
      expect(said.join('\n')).not.toContain(token.slice(4, 20));
      const running = flow.start(['scan', 'shop', '--token-file', file], {
        env: { KEDGE_SERVER: served.url },
      });
      const line = await readFile(`/proc/${running.child.pid ?? 0}/cmdline`, 'utf8').catch(() => '');
      expect(line).not.toContain(token.slice(4, 20));
      expect((await running.ended).exitCode).toBe(2);
    },
    MINUTES,
  );
});
