import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openServer } from '#compose-server';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { kedgeCommand } from '#test/run-kedge.ts';

const parts = await realParts();
const missing = skipReason(parts, ['postgres']);

describe.skipIf(missing !== null)(`several machines on one database${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, 300_000);
  afterAll(() => postgres.stop());

  it('must have the same key of digests: another one does not start, and says what to do', async () => {
    const home = await mkdtemp(join(tmpdir(), 'kedge-digest-key-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const url = await postgres.freshUrl();
    const envOf = (machine: string, key: string) => ({
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      KEDGE_CACHE_DIR: join(home, machine),
      DATABASE_URL: url,
      ...(key === '' ? {} : { KEDGE_DIGEST_KEY: key }),
    });
    const open = (machine: string, key: string) =>
      openServer({
        env: envOf(machine, key),
        data: join(home, machine, 'data'),
        command: 'test',
        log: pino({ level: 'silent' }),
      });
    const first = await open('one', 'ab'.repeat(32));
    if ('refused' in first) throw new Error(first.refused);
    onTestFinished(() => first.parts.close());
    expect(await open('two', '')).toMatchObject({
      refused: expect.stringMatching(/another key of the digests.*KEDGE_DIGEST_KEY.*openssl rand -hex 32/),
    });
    const same = await open('three', 'AB'.repeat(32));
    if ('refused' in same) throw new Error(same.refused);
    await same.parts.close();
    // The command line would leave digests there that nobody else can make again.
    await first.parts.fleet.beat({
      id: 'w',
      host: 'h',
      pid: 1,
      startedAt: new Date().toISOString(),
      seenAt: new Date().toISOString(),
      running: 0,
      slots: 1,
    });
    const kedge = await kedgeCommand({ DATABASE_URL: url });
    expect(await kedge(['drift'], home)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/another key of the digests/),
    });
  }, 300_000);
});
