import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCodeReader } from '#adapters/hcl/code-reader.ts';
import { createDeclarationReader } from '#platform/declaration-reader.ts';
import { createProjectReader } from '#platform/project-reader.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { because } from '#test/real-parts.ts';
import type { Fleet } from '#ports/fleet.ts';
import { syncSource, type SyncDependencies } from '#workflows/sync-source.ts';
import { withoutGit } from '../git/git-fixture.ts';
import { NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const STACK = 'terraform {\n  backend "local" {}\n}\n';
const calls = (folder: string): string => `${STACK}module "m" {\n  source = "${folder}"\n}\n`;
const FILES = {
  'kedge.yaml': `
defaults: { schedule: "5 * * * *", account: shop }
stacks:
  - { path: live/prod, name: prod, team: core, channel: "#prod", stale_after: 9, var_files: [vars/prod.tfvars] }
exclude: ["modules/**"]
`,
  'live/prod/main.tf': calls('../../modules/web'),
  'live/dev/main.tf': STACK,
  'modules/web/main.tf': 'module "base" {\n  source = "../base"\n}\n',
  'modules/base/main.tf': 'locals {}\n',
  'vars/prod.tfvars': 'a = 1\n',
};

let world: SourceFixture;
let database: TestDatabase;
let fleet: Fleet;
let asked: (readonly string[])[];
let deps: SyncDependencies;
beforeEach(async () => {
  world = await sourceFixture(FILES, { source: { team: 'platform' } });
  database = await pgliteForTest();
  fleet = serverFleet(database.open);
  asked = [];
  deps = {
    fleet,
    checkouts: world.checkouts,
    clock: { now: () => new Date('2026-03-01T12:00:00Z') },
    declarations: createDeclarationReader(),
    code: createCodeReader(),
    projects: createProjectReader({
      fallbackEngine: () => Promise.resolve('terraform'),
      providerMirror: null,
    }),
    nextRun: () => '2026-03-01T13:00:00.000Z',
    scanSoon: (_, stacks) => {
      asked.push(stacks);
      return Promise.resolve();
    },
  };
  await fleet.addSource(world.source);
});
afterEach(async () => {
  await database.close();
  await world.remove();
});

const sync = () => syncSource('infra', deps, NEVER);
const touchedBy = async (files: Readonly<Record<string, string | null>>) => {
  await world.push(files);
  const end = await sync();
  return end.kind === 'synced' ? end.touched : end;
};

describe.skipIf(withoutGit !== null)(`a source that is brought up to date${because(withoutGit)}`, () => {
  it('keeps its stacks with what kedge.yaml says of them, and has all scanned the first time', async () => {
    const commit = world.git(world.remote, 'rev-parse', 'main').trim();
    expect(await sync()).toEqual({
      kind: 'synced',
      commit,
      stacks: 2,
      touched: ['live/dev', 'prod'],
      warnings: [],
    });
    expect(asked).toEqual([['live/dev', 'prod']]);
    expect(await fleet.stacks('infra')).toMatchObject([
      {
        stack: 'live/dev',
        path: 'live/dev',
        owner: 'platform',
        team: 'platform',
        channel: null,
        schedule: { cron: '5 * * * *', timeZone: 'UTC', jitterMs: 600_000, staleAfter: 3 },
        account: 'shop',
        nextRunAt: '2026-03-01T13:00:00.000Z',
      },
      {
        stack: 'prod',
        path: 'live/prod',
        owner: 'core',
        team: 'core',
        channel: '#prod',
        schedule: { cron: '5 * * * *', staleAfter: 9 },
        account: 'shop',
      },
    ]);
    const origin = `file://${world.remote.replace(/\.git$/, '')}`;
    expect(await fleet.findSource('infra')).toMatchObject({
      project: origin,
      synced: { commit, problem: null },
    });
  });

  it('has those scanned again that a push touches, modules of modules and variable files included', async () => {
    await sync();
    expect(await touchedBy({ 'live/dev/other.tf': '' })).toEqual(['live/dev']);
    expect(await touchedBy({ 'modules/base/main.tf': 'locals { a = 1 }\n' })).toEqual(['prod']);
    expect(await touchedBy({ 'vars/prod.tfvars': 'a = 2\n' })).toEqual(['prod']);
    expect(await touchedBy({ 'live/.driftignore': 'aws_x\n' })).toEqual(['live/dev', 'prod']);
    expect(await touchedBy({ 'live/dev/.driftignore': 'aws_x\n' })).toEqual(['live/dev']);
    expect(await touchedBy({ 'README.md': 'x\n' })).toEqual([]);
    expect(await touchedBy({ 'kedge.yaml': FILES['kedge.yaml'].replace('5 *', '6 *') })).toEqual([
      'live/dev',
      'prod',
    ]);
    expect(asked.at(-1)).toEqual(['live/dev', 'prod']);
    expect(asked).toHaveLength(7);
    expect(await sync()).toMatchObject({ touched: [] });
  });

  it('marks stacks that are gone, and takes new ones in', async () => {
    await sync();
    expect(await touchedBy({ 'live/dev/main.tf': null, 'live/new/main.tf': STACK })).toEqual(['live/new']);
    expect((await fleet.stacks('infra')).map(({ stack }) => stack)).toEqual(['live/new', 'prod']);
    expect(await fleet.findStack('infra', 'live/dev')).toMatchObject({
      goneSince: '2026-03-01T12:00:00.000Z',
    });
  });

  it('loses nothing that was known when kedge.yaml is wrong or the remote is not there', async () => {
    await sync();
    await world.push({ 'kedge.yaml': 'defaults: { schedule: never }\n', 'live/dev/main.tf': null });
    expect(await sync()).toEqual({
      kind: 'failed',
      problem:
        'kedge.yaml:1:23: `defaults.schedule` must be five fields of cron, such as `17 */6 * * *`. Seen: "never".',
    });
    expect((await fleet.stacks('infra')).map(({ stack }) => stack)).toEqual(['live/dev', 'prod']);
    expect(await fleet.findSource('infra')).toMatchObject({
      synced: { problem: expect.stringContaining('five fields of cron') as string },
    });
    await writeFile(join(world.remote, 'HEAD'), 'x');
    expect(await sync()).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('Could not fetch'),
    });
  });

  it('is refused when another source has the same memory, before any stack is kept', async () => {
    await sync();
    await fleet.addSource({ ...world.source, name: 'twin' });
    expect(await syncSource('twin', deps, NEVER)).toMatchObject({ kind: 'failed' });
    expect(await fleet.stacks('twin')).toEqual([]);
    expect(await syncSource('nobody', deps, NEVER)).toEqual({ kind: 'no_source' });
  });

  it('hands scans in again when it was killed before it had noted the commit', async () => {
    await sync();
    await world.push({ 'live/dev/other.tf': '' });
    const killed: SyncDependencies = { ...deps, scanSoon: () => Promise.reject(new Error('killed')) };
    await expect(syncSource('infra', killed, NEVER)).rejects.toThrow('killed');
    expect(await sync()).toMatchObject({ touched: ['live/dev'] });
  });

  it('refuses two stacks of one name', async () => {
    await world.push({
      'kedge.yaml': 'stacks: [{ path: live/prod, name: x }, { path: live/dev, name: x }]\n',
    });
    expect(await sync()).toEqual({
      kind: 'failed',
      problem: 'Two stacks are called x. Give them different names in kedge.yaml.',
    });
  });
});
