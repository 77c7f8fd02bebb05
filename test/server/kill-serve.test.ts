import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuditState } from '#http/schema/audit.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge, tokenFrom } from '#test/served-kedge.ts';
import { createFlow, LIGHT, type Flow } from '../remedy-flow/flow-fixture.ts';
import { AcknowledgedWrites, asker, type Asker } from './acknowledged-writes.ts';
import { distribution, noteTime } from './distribution.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git']);
const KILLS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 50 : 3));
const MS = 3_600_000;
const THINGS = ['one', 'two', 'three'];

describe.skipIf(missing !== null)(`kedge serve on PGlite, killed with kill -9${because(missing)}`, () => {
  it(
    'keeps every decision and source that it acknowledged, and starts again by itself',
    async () => {
      const flow = await createFlow({ stacks: ['a'], files: { 'a/main.tf': code() } });
      const first = await serveKedge(flow);
      const token = await tokenFrom(first);
      const fingerprints = await findDrift(asker(first.url, token), flow);
      const writes = new AcknowledgedWrites();
      const startedMs: number[] = [];
      const lost: string[] = [];
      let served = first;
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const ask = asker(served.url, token);
        const before = writes.acknowledged;
        const writing = Promise.all([
          ...fingerprints.map((fingerprint) => writes.decide(ask, fingerprint)),
          writes.sources(ask, flow.root),
        ]);
        // Looked at when the server is gone.
        writing.catch(() => undefined);
        const enough = (): boolean => writes.acknowledged >= before + 10;
        const patience = performance.now() + 300_000;
        while (!enough() && performance.now() < patience) await sleep(5);
        expect(enough(), 'It acknowledges nothing.').toBe(true);
        await sleep(Math.random() * 400);
        await killed(served.child);
        await writing;
        // Every fifth time once more, before it has come up.
        if (kill % 5 === 0) await killedWhileItStarts(flow);
        const from = performance.now();
        served = await serveKedge(flow);
        startedMs.push(performance.now() - from);
        noteTime('serve is up again', performance.now() - from);
        if (kill % 10 === 0 || kill === KILLS) lost.push(...(await writes.lost(asker(served.url, token))));
      }
      const { decisions, withdrawals, sources } = writes.count;
      console.log(
        `${KILLS} kills of kedge serve under writes and ${Math.floor(KILLS / 5)} while it started: ${decisions} decisions, ${withdrawals} withdrawals and ${sources} sources acknowledged, ${lost.length} lost; up again after ${distribution(startedMs)}`,
      );
      expect(lost).toEqual([]);
      const { body } = await asker(served.url, token)('GET', '/api/v1/audit/state');
      expect(AuditState.parse(body).chains.map(({ holds }) => holds)).not.toContain(false);
    },
    MS,
  );
});

const code = (): string =>
  THINGS.reduce(
    (text, name) => `${text}
resource "light_thing" "${name}" {
  name   = "${name}"
  number = 2
}
`,
    LIGHT,
  );

async function killed(child: Awaited<ReturnType<typeof serveKedge>>['child']): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function killedWhileItStarts(flow: Flow): Promise<void> {
  const { child } = flow.start(['serve', '--port', '0'], {
    env: { KEDGE_DATA_DIR: join(flow.root, 'server') },
  });
  await sleep(Math.random() * 3_000);
  await killed(child);
}

const Found = z.object({ items: z.array(z.object({ fingerprint: z.string() })) });

/** Changes every thing, and waits until the server has found it by itself. */
async function findDrift(ask: Asker, flow: Flow): Promise<readonly string[]> {
  for (const name of THINGS) await flow.change('light_thing', name, { number: 7 });
  await ask('POST', '/api/v1/sources', { kind: 'folder', name: 'code', folder: flow.repo });
  const end = performance.now() + 300_000;
  for (;;) {
    const { body } = await ask('GET', '/api/v1/drift?state=open');
    const found = Found.parse(body).items.map(({ fingerprint }) => fingerprint);
    if (found.length === THINGS.length) return found;
    if (performance.now() > end) throw new Error(`Found ${JSON.stringify(body)}.`);
    await sleep(200);
  }
}
