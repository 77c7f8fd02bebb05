import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Memory } from '#ports/memory.ts';
import { openMemory } from '#store/open-memory.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { SERVER_PASSWORD } from '#test/postgres-server.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { startChild } from './child.ts';
import { facts, stack } from './fixtures.ts';

const parts = await realParts();
const reason = skipReason(parts, ['postgres']);

describe.skipIf(reason !== null)(`a memory in PostgreSQL${because(reason)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, 300_000);
  afterAll(() => postgres.stop());

  const open = (databaseUrl: string) =>
    openMemory({ databaseUrl, folder: '/nowhere', project: 'test', command: 'kedge', now: () => new Date() });

  async function opened(databaseUrl: string): Promise<Memory> {
    const result = await open(databaseUrl);
    if ('refused' in result) throw new Error(result.refused);
    return result.memory;
  }

  async function refusal(databaseUrl: string): Promise<string> {
    const result = await open(databaseUrl);
    if ('refused' in result) return result.refused;
    await result.memory.close();
    return 'opened';
  }

  it('that cannot be reached is refused without its password', async () => {
    const said = await refusal(`postgres://ana:${SERVER_PASSWORD}@127.0.0.1:1/kedge`);
    expect(said).toMatch(
      /^Cannot use the PostgreSQL database kedge at 127\.0\.0\.1:1 as Kedge's memory: cannot connect \(.*ECONNREFUSED.*\)\. Check DATABASE_URL and that the server runs\.$/,
    );
    expect(said).not.toContain(SERVER_PASSWORD);
  });

  it('that refuses the user is refused without the password', async () => {
    const said = await refusal(postgres.server.url('postgres', 'nobody_known'));
    expect(said).toContain('the server refused the user (password authentication failed');
    expect(said).not.toContain(SERVER_PASSWORD);
  });

  it('that is not there is named', async () => {
    expect(await refusal(postgres.server.url('no_such'))).toContain(
      'database "no_such" does not exist. Create it',
    );
  });

  it('without the right to make a schema says what to grant', async () => {
    await postgres.server.run(`create role poor login password '${SERVER_PASSWORD}'`);
    await postgres.server.run('create database not_poors');
    expect(await refusal(postgres.server.url('not_poors', 'poor'))).toMatch(
      /has no right to set it up there \(permission denied .*\)\. Grant it CREATE on the database/,
    );
  });

  it('of a newer Kedge is left alone', async () => {
    const url = await postgres.freshUrl();
    await (await opened(url)).close();
    await runIn(url, `insert into kedge.migration values ('9999-future', '2027-01-01T00:00:00.000Z')`);
    expect(await refusal(url)).toContain('a newer Kedge has written it (it knows the step 9999-future');
  });

  it('is set up once when several begin at the same time', async () => {
    await postgres.server.run('create database empty');
    const memories = await Promise.all([1, 2, 3, 4].map(() => opened(postgres.server.url('empty'))));
    await Promise.all(
      memories.map((memory, i) => memory.change((change) => change.appendAudit(facts(`${i}`)))),
    );
    expect(await memories[0]?.auditHead()).toMatchObject({ number: 4 });
    await Promise.all(memories.map((memory) => memory.close()));
  });

  it('admits exactly one of four processes that start a run of one stack', async () => {
    const url = await postgres.freshUrl();
    const memory = await opened(url);
    await memory.change((change) => change.saveStack(stack('net')));
    const racers = ['r1', 'r2', 'r3', 'r4'].map((id) => startChild('start-run.ts', url, id));
    await Promise.all(racers.map((racer) => racer.says('ready')));
    for (const racer of racers) racer.tell('go');
    const answers = await Promise.all(racers.map((racer) => racer.says('answer')));
    const winner = `r${answers.indexOf('started') + 1}`;
    const losers = answers.filter((answer) => answer !== 'started');
    expect(losers).toStrictEqual(Array<string>(3).fill(`held by ${winner}`));
    expect((await memory.liveRuns()).map(({ id }) => id)).toStrictEqual([winner]);
    await memory.close();
    expect(await Promise.all(racers.map((racer) => racer.ended()))).toStrictEqual([0, 0, 0, 0]);
  });

  it('that loses its connection in a change says so, stores nothing of it and goes on', async () => {
    const url = await postgres.freshUrl();
    const memory = await opened(url);
    const lost = memory.change(async (change) => {
      await change.appendAudit(facts('lost'));
      await postgres.server.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kedge'`,
      );
      await change.appendAudit(facts('lost, too'));
    });
    await expect(lost).rejects.toThrow(
      /^Lost Kedge's memory in the PostgreSQL database test_\d+ at 127\.0\.0\.1:\d+: .+\. What was not yet confirmed counts as not stored\./,
    );
    await memory.change((change) => change.appendAudit(facts('next')));
    const entries = await memory.auditEntries(0, 10);
    expect(entries.map(({ subject }) => subject)).toStrictEqual(['next']);
    await memory.close();
  });

  it('survives a server that crashes and comes back', async () => {
    const url = await postgres.freshUrl();
    const memory = await opened(url);
    await memory.change((change) => change.appendAudit(facts('before')));
    await postgres.server.crash();
    await expect(memory.stacks()).rejects.toThrow("Lost Kedge's memory in the PostgreSQL database");
    await postgres.server.start();
    await memory.change((change) => change.appendAudit(facts('after')));
    expect(await memory.auditHead()).toMatchObject({ number: 2 });
    await memory.close();
  });

  async function runIn(url: string, statement: string): Promise<void> {
    const client = new Client(url);
    await client.connect();
    await client.query(statement);
    await client.end();
  }
});
