import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import { createRecordsBook } from '#adapters/git/source/records-book.ts';
import { driftForTest } from '#domain/decision/drift-for-test.ts';
import { factsForTest } from '#domain/decision/record-for-test.ts';
import type { Decision } from '#domain/decision/decision.ts';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { JobRequest } from '#ports/work-queue.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { because } from '#test/real-parts.ts';
import { askRecords, writeRecords, type WriteRecordsDependencies } from '#workflows/fleet/write-records.ts';
import { withoutGit } from '../git/git-fixture.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const AT = '2026-05-04T10:00:00.000Z';

let world: SourceFixture;
let database: TestDatabase;
let fleet: Fleet;
let deps: WriteRecordsDependencies;
beforeEach(async () => {
  world = await sourceFixture({ 'live/prod/main.tf': '' }, { source: { push: true } });
  database = await pgliteForTest();
  fleet = serverFleet(database.open);
  const clock = { now: () => new Date(AT) };
  deps = {
    fleet,
    clock,
    placeOf: (source) =>
      Promise.resolve(
        source.kind === 'git'
          ? {
              book: createRecordsBook(world.settings, source, () => clock.now()),
              stackFolder: (path) => `/${path}`,
            }
          : { problem: 'it is a folder' },
      ),
  };
  await fleet.addSource(world.source);
  await fleet.noteSync('infra', { at: AT, commit: null, project: 'infra' });
  const stack = { owner: null, team: null, channel: null, schedule: DEFAULT_SCHEDULE, account: null };
  await fleet.keepStacks('infra', [{ ...stack, stack: 'prod', path: 'live/prod' }], AT, () => null);
  good(await createCheckouts(world.settings).sync(world.source, null, NEVER));
});
afterEach(async () => {
  await database.close();
  await world.remove();
});

async function decided(change: Partial<Decision>): Promise<void> {
  const { decision } = factsForTest(change);
  await (
    await fleet.memoryOf('infra')
  )?.change(async (memory) => {
    await memory.saveStack({ stack: 'prod', path: 'live/prod', owner: null, lastScan: null, moves: [] });
    await memory.saveDecision(decision);
    await memory.saveDrift([driftForTest({ state: decision.kind === 'accept' ? 'accepted' : 'ignored' })]);
  });
}
const pushed = (): readonly string[] =>
  world.git(world.remote, 'ls-tree', '-r', '--name-only', 'kedge/records').trim().split('\n');

describe.skipIf(withoutGit !== null)(`decisions on the server${because(withoutGit)}`, () => {
  it('come into the repository, are noted as written, and are not written again', async () => {
    await decided({ kind: 'accept' });
    const file = 'decisions/0001-accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md';
    expect(await writeRecords('infra', deps)).toEqual({ files: [file], problems: [] });
    expect(pushed()).toContain(file);
    expect((await (await fleet.memoryOf('infra'))?.findDecision('d1'))?.record).toBe(file);
    expect(await writeRecords('infra', deps)).toEqual({ files: [], problems: [] });
  });

  it('that ignore leave their line at the stack', async () => {
    await decided({ kind: 'ignore', until: null });
    expect(await writeRecords('infra', deps)).toMatchObject({ problems: [] });
    expect(pushed()).toContain('live/prod/.driftignore');
  });

  it('are asked to be written when there is one that is not', async () => {
    const jobs: JobRequest[] = [];
    const queue = {
      submit: (job: JobRequest) => Promise.resolve({ job: `${jobs.push(job)}`, existing: false }),
    };
    await askRecords('infra', 'test', { ...deps, queue });
    expect(jobs).toEqual([]);
    await decided({ kind: 'accept' });
    await askRecords('infra', 'test', { ...deps, queue });
    expect(jobs).toMatchObject([{ task: 'write-records', data: { source: 'infra' } }]);
    expect(await writeRecords('nobody', deps)).toEqual({
      problem: 'There is no source nobody that was read.',
    });
  });
});
