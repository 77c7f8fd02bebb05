import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCommand, RefusedCommand } from './allowed-commands.ts';
import { createEngineProcess, type EngineProcess } from './engine-process.ts';
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts';

const place = { cwd: '/code/stack', runFolder: '/cache/runs/1', cacheRoot: '/cache' };
const OUT = '-out=/cache/runs/1/plan.tfplan';

const ALLOWED: readonly (readonly string[])[] = [
  ['version', '-json'],
  ['init', '-input=false', '-no-color', '-lock=false', '-lockfile=readonly', '-reconfigure'],
  ['init', '-lockfile=readonly', '-plugin-dir=/mirror', '-backend-config=key=value'],
  ['plan', '-input=false', '-no-color', '-json', '-detailed-exitcode', '-refresh=true', '-lock=false', OUT],
  ['plan', '-lock=true', '-lock-timeout=0s', '-var-file=/code/x.tfvars', OUT],
  ['show', '-no-color', '-json', '/cache/runs/1/plan.tfplan'],
  ['providers'],
  ['workspace', 'show'],
];

const REFUSED: readonly (readonly string[])[] = [
  [],
  ['apply'],
  ['apply', '-auto-approve'],
  ['apply', '/cache/runs/1/plan.tfplan'],
  ['destroy'],
  ['refresh'],
  ['import', 'a.b', 'id'],
  ['taint', 'a.b'],
  ['state', 'rm', 'a.b'],
  ['force-unlock', 'id'],
  ['console'],
  ['login'],
  ['test'],
  ['workspace', 'select', 'blue'],
  ['workspace', 'new', 'blue'],
  ['workspace', 'delete', 'blue'],
  ['workspace', 'show', 'blue'],
  ['workspace'],
  ['-chdir=/elsewhere', 'plan', OUT],
  ['-chdir=/elsewhere', 'apply'],
  ['plan', '-chdir=/elsewhere', OUT],
  ['plan', 'apply', OUT],
  ['plan', OUT, 'apply'],
  ['plan', '-destroy', OUT],
  ['plan', '-refresh-only', OUT],
  ['plan', '-refresh=false', OUT],
  ['plan', '-target=a.b', OUT],
  ['plan', '-target', 'a.b', OUT],
  ['plan', '-replace=a.b', OUT],
  ['plan', '-state=/x', OUT],
  ['plan', '-generate-config-out=x.tf', OUT],
  ['plan', '-auto-approve', OUT],
  ['plan'],
  ['plan', '-out=/code/stack/plan.tfplan'],
  ['plan', '-out=plan.tfplan'],
  ['plan', '-out=/cache/runs/1/../2/plan.tfplan'],
  ['plan', '-out=/cache/runs/1'],
  ['plan', '-out=/cache/runs/12/plan.tfplan'],
  ['plan', OUT, '-out=/code/stack/plan.tfplan'],
  ['plan', '-out', '/cache/runs/1/plan.tfplan'],
  ['plan', `-${OUT}`],
  ['init'],
  ['init', '-lockfile=readonly', '-migrate-state'],
  ['init', '-lockfile=readonly', '-force-copy'],
  ['init', '-lockfile=readonly', '-upgrade'],
  ['init', '-lockfile=readonly', '-from-module=x'],
  ['init', '-lockfile=readonly', '-input=true'],
  ['show', '-json'],
  ['show', '-json', '/code/terraform.tfstate'],
  ['show', '-json', '/cache/runs/1/a', '/cache/runs/1/b'],
  ['providers', 'lock'],
  ['providers', 'mirror', '/x'],
  ['version'].concat('apply'),
  ['constructor'],
  ['__proto__'],
  ['Apply'],
  ['plan\n-destroy', OUT],
];

describe('detection', () => {
  it.each(ALLOWED.map((args) => [args.join(' '), args] as const))('may run: %s', (_, args) => {
    expect(() => checkCommand(args, place)).not.toThrow();
  });

  it.each(REFUSED.map((args) => [args.join(' '), args] as const))('may not run: %s', (_, args) => {
    expect(() => checkCommand(args, place)).toThrow(RefusedCommand);
  });

  it('may write a lock file only below the private cache', () => {
    const writing = ['init', '-input=false'];
    expect(() => checkCommand(writing, { ...place, cwd: '/cache/stacks/1/shadow/code/stack' })).not.toThrow();
    expect(() => checkCommand(writing, { ...place, cwd: '/cache-of-others' })).toThrow(
      /could write a lock file/,
    );
  });
});

describe('the runner', () => {
  let fixture: StackFixture;
  let marker: string;
  let engine: EngineProcess;

  beforeEach(async () => {
    fixture = await createStackFixture('terraform');
    marker = join(fixture.root, 'started');
    engine = createEngineProcess({
      binary: await fixture.fakeEngine(`echo "$@" >> '${marker}'`),
      env: { PATH: process.env['PATH'] ?? '' },
      runFolder: await fixture.cache.runFolder(),
      cacheRoot: fixture.cache.root,
      limits: { signal: new AbortController().signal, deadline: performance.now() + 30_000 },
      log: () => undefined,
    });
  });
  afterEach(() => fixture.remove());

  it('starts nothing when a command is refused', async () => {
    for (const args of REFUSED) {
      await expect(engine.run(args, { cwd: fixture.root })).rejects.toThrow(RefusedCommand);
    }
    expect(await stat(marker).catch(() => null)).toBeNull();
  });

  it('starts what is allowed', async () => {
    expect(await engine.run(['workspace', 'show'], { cwd: fixture.root })).toMatchObject({ exitCode: 0 });
    expect(await stat(marker)).toBeTruthy();
  });
});
