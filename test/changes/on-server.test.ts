import { expect, it } from 'vitest';
import { changeServer } from './change-server.ts';
import { HOUR, metricsCsv, SECOND, START } from './world-in.ts';

const MINUTES = 10 * 60_000;

it(
  'a change goes from a file of its source to cleared on a worker, and each program runs once',
  async () => {
    const server = await changeServer();
    await server.work();
    await server.start('checkout-42');
    server.time.pace(7200);
    const change = await server.until('checkout-42', ({ state }) => state === 'cleared');
    expect(change.verdict).toMatchObject({ outcome: 'CLEARED' });
    expect(await server.ran()).toEqual(['deploy 42']);
    const looks = await (await server.memory()).changeLooks('checkout-42', 1, 1);
    expect(looks.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  },
  MINUTES,
);

it(
  'a change that hurts is reverted by the worker without anybody saying so',
  async () => {
    const server = await changeServer({
      metrics: metricsCsv({ worse: { error_rate: 4 }, fromMs: START + HOUR }),
    });
    await server.work();
    await server.start('checkout-42');
    server.time.pace(7200);
    const change = await server.until('checkout-42', ({ state }) => state === 'reverted');
    expect(change.rollback).toMatchObject({ trigger: 'regression', failed: null });
    expect(await server.ran()).toEqual(['deploy 42', 'deploy 41']);
  },
  MINUTES,
);

it(
  'what a person says begins at once, however long the change would have slept',
  async () => {
    const server = await changeServer();
    await server.work();
    await server.start('checkout-42');
    await server.until('checkout-42', ({ state }) => state === 'watching');
    const said = await server.say('revert', 'checkout-42', 'orders are missing', SECOND);
    expect(said).toMatchObject({ kind: 'done', change: { state: 'reverting' } });
    await server.until('checkout-42', ({ state }) => state === 'reverted');
    expect(await server.ran()).toEqual(['deploy 42', 'deploy 41']);
  },
  MINUTES,
);
