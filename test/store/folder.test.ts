import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Memory } from '#ports/memory.ts';
import { openMemory } from '#store/open-memory.ts';
import { startChild } from './child.ts';
import { facts, stack } from './fixtures.ts';

let root = '';
/** A memory that is made takes seconds: most tests begin with a copy of one. */
let made = '';
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'kedge-folder-'));
  await (await opened(made)).close();
}, 300_000);
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kedge-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function copied(): Promise<string> {
  const folder = join(root, '.kedge');
  await cp(made, folder, { recursive: true });
  return folder;
}

const open = (folder: string) =>
  openMemory({
    databaseUrl: null,
    folder,
    project: 'test',
    command: 'kedge test',
    now: () => new Date('2026-01-01T00:00:00.000Z'),
  });

async function opened(folder: string): Promise<Memory> {
  const result = await open(folder);
  if ('refused' in result) throw new Error(result.refused);
  return result.memory;
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a memory in a folder', () => {
  it('is made when it is not there, private, out of sight of Git, and there again after it was closed', async () => {
    const folder = join(root, 'project', '.kedge');
    const memory = await opened(folder);
    await memory.change(async (change) => {
      await change.saveStack(stack('net'));
      await change.appendAudit(facts('a'));
    });
    await memory.close();
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    expect(await modeOf(folder)).toBe(0o700);
    expect((await readdir(folder)).toSorted()).toStrictEqual([
      '.gitignore',
      'store',
      'store.holder.json',
      'store.lock',
    ]);
    const again = await opened(folder);
    expect(await again.stacks()).toStrictEqual([stack('net')]);
    expect(await again.auditHead()).toMatchObject({ number: 1 });
    await again.close();
    await again.close();
  });

  it('closes a folder that others could read, and leaves a .gitignore of the user alone', async () => {
    const folder = await copied();
    await chmod(folder, 0o755);
    await writeFile(join(folder, '.gitignore'), 'store\n');
    await (await opened(folder)).close();
    expect(await modeOf(folder)).toBe(0o700);
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('store\n');
  });

  it('says what stands in its place', async () => {
    await writeFile(join(root, '.kedge'), '');
    const result = await open(join(root, '.kedge'));
    expect(result).toMatchObject({
      refused: expect.stringContaining(`in ${join(root, '.kedge')}`) as string,
    });
  });

  it('is made anew when a first run was killed at it', async () => {
    const folder = join(root, '.kedge');
    await mkdir(join(folder, 'store.new', 'base'), { recursive: true });
    await writeFile(join(folder, 'store.new', 'PG_VERSION'), '18\n');
    const memory = await opened(folder);
    expect(await memory.stacks()).toStrictEqual([]);
    await memory.close();
    expect(await readdir(folder)).not.toContain('store.new');
  });

  it('that is no database is refused, and stays as it is', async () => {
    const folder = join(root, '.kedge');
    await mkdir(join(folder, 'store'), { recursive: true });
    await writeFile(join(folder, 'store', 'PG_VERSION'), 'nonsense\n');
    const result = await open(folder);
    expect(result).toMatchObject({ refused: expect.stringContaining(join(folder, 'store')) as string });
    expect(await readFile(join(folder, 'store', 'PG_VERSION'), 'utf8')).toBe('nonsense\n');
  });
});

describe('two processes on one folder', () => {
  it('get it one after the other; the second is told who has it', async () => {
    const folder = await copied();
    const first = startChild('hold-memory.ts', folder, 'kedge fix abcd');
    expect(await first.says('answer')).toBe('opened 0');
    const second = startChild('hold-memory.ts', folder, 'kedge drift');
    expect(await second.says('answer')).toMatch(
      new RegExp(
        `^refused Cannot open Kedge's memory in ${folder}: kedge fix abcd \\(process ${first.pid} on .+\\) has used it since 2026-03-04T05:06:07.000Z\\.`,
      ),
    );
    first.tell('end');
    expect(await first.ended()).toBe(0);
    const third = startChild('hold-memory.ts', folder, 'kedge drift');
    expect(await third.says('answer')).toBe('opened 0');
    third.tell('end');
    expect(await third.ended()).toBe(0);
  });

  it('take over from one that was killed', async () => {
    const folder = await copied();
    const first = startChild('hold-memory.ts', folder, 'kedge fix');
    expect(await first.says('answer')).toBe('opened 0');
    await first.kill();
    const memory = await opened(folder);
    await memory.change((change) => change.appendAudit(facts('a')));
    await memory.close();
  });

  it('takes one of many that wait for one that was killed, never two', async () => {
    const folder = await copied();
    const dead = startChild('hold-memory.ts', folder, 'kedge fix');
    expect(await dead.says('answer')).toBe('opened 0');
    const waiting = Array.from({ length: 4 }, () => startChild('hold-memory.ts', folder, 'kedge drift'));
    await dead.kill();
    const answers = await Promise.all(waiting.map((one) => one.says('answer')));
    expect(answers.filter((answer) => answer === 'opened 0')).toHaveLength(1);
    const first = waiting[answers.indexOf('opened 0')];
    const others = answers.filter((answer) => answer !== 'opened 0');
    expect(others.map((answer) => answer?.includes(`(process ${first?.pid} on `))).toStrictEqual([
      true,
      true,
      true,
    ]);
    first?.tell('end');
    expect(await first?.ended()).toBe(0);
  });

  it('do not hold one another up for good: the second waits for one that ends soon', async () => {
    const folder = await copied();
    const first = await opened(folder);
    const second = opened(folder);
    await first.close();
    await (await second).close();
  });
});
