import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { storedVerdict } from '#domain/release/stored/stored-verdict.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { evidenceOf } from '#workflows/change/record-change.ts';
import { startChild, type Child } from '../store/child.ts';
import { changeServer, notes, type ChangeServer } from './change-server.ts';

const parts = await realParts();
const noPostgres = skipReason(parts, ['postgres']);
const MINUTES = 15 * 60_000;
const ID = 'checkout-42';
/** A dead worker is noticed by its heart that stands still. */
const LEASE_MS = 15_000;

async function bytesOf(server: ChangeServer): Promise<string> {
  const evidence = await evidenceOf(await server.change(ID), { memory: await server.memory() });
  return evidence === null ? 'nothing' : storedVerdict(evidence);
}

describe.skipIf(noPostgres !== null)(
  `workers of PostgreSQL that drive a change${because(noPostgres)}`,
  () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await postgresForTest(parts.postgres ?? '');
    }, MINUTES);
    afterAll(() => postgres.stop());

    const workerOf = async (server: ChangeServer, database: string): Promise<Child> => {
      const child = startChild('../changes/worker-child.ts', server.root, database);
      onTestFinished(() => child.kill());
      if ((await child.says('works')) === null) throw new Error(child.lines.join('\n'));
      return child;
    };

    it(
      'one of two is killed with -9 in the middle of a watch: no look is lost, none made twice, and the verdict is the same',
      async () => {
        const undisturbed = await changeServer();
        await undisturbed.work();
        await undisturbed.start(ID);
        // Both watches begin with the same block.
        await undisturbed.until(ID, ({ state }) => state === 'watching');
        undisturbed.time.pace(7200);
        await undisturbed.until(ID, ({ state }) => state === 'cleared');

        const database = await postgres.freshUrl();
        const server = await changeServer({ database });
        const one = await workerOf(server, database);
        await server.start(ID);
        await server.until(ID, ({ state }) => state === 'watching');
        await workerOf(server, database);
        server.time.pace(3600);
        // Both may have it; whichever looks now is killed, as often as it takes to hit the one that has it.
        const { holder } = await server.until(ID, ({ watch }) => (watch?.looks ?? 0) >= 5);
        if (holder?.pid === one.pid) await one.kill();
        else if (holder !== null) process.kill(holder.pid, 'SIGKILL');
        const change = await server.until(ID, ({ state }) => state === 'cleared');
        const looks = await (await server.memory()).changeLooks(ID, 1, 1);
        expect(looks.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
        expect(change.holder?.pid).not.toBe(holder?.pid);
        expect(await server.ran()).toEqual(['deploy 42']);
        expect((await bytesOf(server)).replaceAll(server.root, '')).toBe(
          (await bytesOf(undisturbed)).replaceAll(undisturbed.root, ''),
        );
      },
      MINUTES,
    );

    it(
      'one that stood still while another took its change over starts no program and writes nothing when it goes on',
      async () => {
        const database = await postgres.freshUrl();
        const server = await changeServer({ database });
        const late = await workerOf(server, database);
        const step = (name: string, percent: number, word: string, afterMs: number) => ({
          name,
          percent,
          run: notes(server.root, word, afterMs),
          idempotent: false,
        });
        const rollout = [step('slowly', 10, 'deploy 42', 4_000), step('the rest', 100, 'deploy 43', 0)];
        await server.start(ID, { rollout });
        const { attempt } = await server.until(ID, ({ steps }) => steps.length === 1);
        process.kill(late.pid, 'SIGSTOP');
        onTestFinished(() => void process.kill(late.pid, 'SIGCONT'));
        await workerOf(server, database);
        // Nobody knows how far it came, and it may not be run again: a person is asked.
        const held = await server.until(ID, ({ state }) => state === 'holding');
        expect(held.attempt).toBeGreaterThan(attempt);
        process.kill(late.pid, 'SIGCONT');
        await sleep(LEASE_MS / 3);
        const after = await server.change(ID);
        expect(after).toMatchObject({ state: 'holding', attempt: held.attempt });
        const ran = await server.ran();
        expect(ran.length).toBeLessThanOrEqual(1);
      },
      MINUTES,
    );
  },
);
