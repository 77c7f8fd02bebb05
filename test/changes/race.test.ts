import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openedChange } from '#domain/change/draft-for-test.ts';
import type { Change } from '#domain/change/change.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { openMemory } from '#store/open-memory.ts';
import { startChild } from '../store/child.ts';
import { release } from './world-in.ts';

const parts = await realParts();
const noPostgres = skipReason(parts, ['postgres']);
const MINUTES = 5 * 60_000;

/** One whose checks were green just now. */
function ready(id: string): Change {
  const change = openedChange({ ...release(), id });
  return {
    ...change,
    state: 'ready',
    checks: { at: new Date().toISOString(), digest: change.digest, results: [] },
  };
}

describe.skipIf(noPostgres !== null)(`starts at once${because(noPostgres)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MINUTES);
  afterAll(() => postgres.stop());

  it(
    'on one service, by four processes in two projects, admit exactly one, and the others hear whom',
    async () => {
      const url = await postgres.freshUrl();
      const projects = ['shop', 'shop', 'infra', 'infra'];
      const ids = projects.map((_, i) => `checkout-${i + 1}`);
      for (const [i, project] of projects.entries()) {
        const opened = await openMemory({
          databaseUrl: url,
          folder: '/nowhere',
          project,
          command: 'test',
          now: () => new Date(),
        });
        if ('refused' in opened) throw new Error(opened.refused);
        await opened.memory.change((writing) => writing.openChange(ready(ids[i] ?? '')));
        await opened.memory.close();
      }
      const racers = projects.map((project, i) =>
        startChild('../changes/start-child.ts', url, ids[i] ?? '', project),
      );
      await Promise.all(racers.map((racer) => racer.says('ready')));
      for (const racer of racers) racer.tell('go');
      const answers = await Promise.all(racers.map((racer) => racer.says('answer')));
      const winner = ids[answers.indexOf('started')] ?? 'nobody';
      const losers = answers.filter((answer) => answer !== 'started');
      expect(losers).toHaveLength(3);
      for (const loser of losers)
        expect(loser).toContain(`The service checkout is held by the change ${winner} of Ana Diaz`);
      expect(await Promise.all(racers.map((racer) => racer.ended()))).toEqual([0, 0, 0, 0]);
    },
    MINUTES,
  );
});
