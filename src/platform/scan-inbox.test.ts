import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildReport } from '#domain/drift/build-report.ts';
import { ownerTag } from './owner-tag.ts';
import { openPrivateCache } from './private-cache.ts';
import { inboxFolder, inboxFolders, putScan, takeScans, type InboxScan } from './scan-inbox.ts';

let root: string;
let inbox: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-inbox-')));
  inbox = join(root, 'inbox');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const START = Date.parse('2024-05-06T07:08:09.500Z');

function scan(number: number): InboxScan {
  const at = new Date(START + number * 1000).toISOString();
  return {
    id: `scan ${number}/../x`,
    at,
    root: '/p',
    report: buildReport([], { toolVersion: '1', scannedAt: at }),
  };
}

async function takeAll(): Promise<{ readonly ids: readonly string[]; readonly warnings: readonly string[] }> {
  const ids: string[] = [];
  const { warnings } = await takeScans(inbox, async ({ id }) => void ids.push(id));
  return { ids, warnings };
}

const idsOf = (numbers: readonly number[]): readonly string[] => numbers.map((number) => scan(number).id);

describe('the place of the inbox', () => {
  it('is the data folder when there is one, else the cache; both are looked into', async () => {
    const opened = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
    if ('refused' in opened) throw new Error(opened.refused);
    const there = { path: join(root, '.kedge'), exists: true };
    const absent = { ...there, exists: false };
    expect(inboxFolder(there, opened.cache, root)).toBe(join(root, '.kedge', 'inbox'));
    const aside = inboxFolder(absent, opened.cache, root);
    expect(aside).toMatch(/cache\/inbox\/[0-9a-f]{32}$/);
    expect(inboxFolder(absent, opened.cache, '/other')).not.toBe(aside);
    for (const data of [there, absent]) {
      expect(inboxFolders(data, opened.cache, root)).toEqual([aside, join(root, '.kedge', 'inbox')]);
    }
    await putScan(aside, scan(0));
    expect(await readdir(root)).toEqual(['cache']);
  });
});

describe('a scan in the inbox', () => {
  it('is taken once, in order of time, and can be read by its owner alone', async () => {
    const before = process.umask(0);
    for (const number of [3, 1, 2]) await putScan(inbox, scan(number));
    process.umask(before);
    expect((await stat(inbox)).mode & 0o777).toBe(0o700);
    const names = await readdir(inbox);
    for (const name of names) expect((await stat(join(inbox, name))).mode & 0o777).toBe(0o600);
    expect(names).toHaveLength(3);

    const whole: InboxScan[] = [];
    expect(await takeScans(inbox, async (each) => void whole.push(each))).toEqual({ taken: 3, warnings: [] });
    expect(whole).toEqual([scan(1), scan(2), scan(3)]);
    expect(await readdir(inbox)).toEqual([]);
    expect(await takeAll()).toEqual({ ids: [], warnings: [] });
  });

  it('is one however often it is put', async () => {
    await putScan(inbox, scan(1));
    await putScan(inbox, scan(1));
    expect((await takeAll()).ids).toEqual(idsOf([1]));
  });

  it('stays, with those after it, when it could not be taken', async () => {
    for (const number of [1, 2, 3]) await putScan(inbox, scan(number));
    const heard: string[] = [];
    const failing = takeScans(inbox, async ({ id }) => {
      heard.push(id);
      if (heard.length === 2) throw new Error('the database is away');
    });
    await expect(failing).rejects.toThrow('the database is away');
    expect(await takeAll()).toEqual({ ids: idsOf([2, 3]), warnings: [] });
  });

  it('is deleted only after it was taken', async () => {
    await putScan(inbox, scan(1));
    let during: readonly string[] = [];
    await takeScans(inbox, async () => {
      during = await readdir(inbox);
    });
    expect(during).toHaveLength(1);
    expect(await readdir(inbox)).toEqual([]);
  });

  it('is nowhere when there is no inbox', async () => {
    expect(await takeAll()).toEqual({ ids: [], warnings: [] });
    await expect(stat(inbox)).rejects.toThrow('ENOENT');
  });

  it('is not put where a file stands in the way', async () => {
    await writeFile(inbox, '');
    await expect(putScan(inbox, scan(1))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});

describe('a damaged file', () => {
  it('is set aside with a warning, and the others are taken', async () => {
    await putScan(inbox, scan(1));
    await writeFile(join(inbox, '20200101T000000000Z-a.json'), '{"id": "half');
    const older = { ...scan(2), report: { ...scan(2).report, version: '0.9' } };
    await writeFile(join(inbox, '20200101T000000000Z-b.json'), JSON.stringify(older));
    const { ids, warnings } = await takeAll();
    expect(ids).toEqual(idsOf([1]));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Could not take a scan into memory: it is not JSON\. It is kept as .*-a\.damaged;/,
      ),
      expect.stringMatching(/does not understand report\.version\. It is kept as .*-b\.damaged;/),
    ]);
    expect((await readdir(inbox)).toSorted()).toEqual([
      '20200101T000000000Z-a.damaged',
      '20200101T000000000Z-b.damaged',
    ]);
    expect(await takeAll()).toEqual({ ids: [], warnings: [] });
  });
});

describe('an inbox that nobody empties', () => {
  it('keeps the newest 500 and tells once how many it dropped', async () => {
    await mkdir(inbox);
    // Only their names count until they are taken.
    const older = Array.from({ length: 501 }, (_, at) => `20200101T${String(at).padStart(9, '0')}Z-0.json`);
    await Promise.all(older.map((name) => writeFile(join(inbox, name), '')));
    await putScan(inbox, scan(1));
    const names = (await readdir(inbox)).filter((name) => name.endsWith('.json')).toSorted();
    expect(names).toHaveLength(500);
    expect(names[0]).toBe(older[2]);
    await Promise.all(older.map((name) => rm(join(inbox, name), { force: true })));
    const { ids, warnings } = await takeAll();
    expect(ids).toEqual(idsOf([1]));
    expect(warnings).toEqual([
      expect.stringMatching(/^2 scans were dropped .* because more than 500 were waiting in .*\.$/),
    ]);
    expect(await takeAll()).toEqual({ ids: [], warnings: [] });
  });
});

describe('several processes', () => {
  const at = (name: string): string => JSON.stringify(join(import.meta.dirname, name));

  function start(program: string): ChildProcess {
    const text = `
      import { appendFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { putScan, takeScans } from ${at('scan-inbox.ts')};
      const [inbox, log] = ${JSON.stringify([inbox, join(root, 'log')])};
      process.stdout.write('begin');
      ${program}`;
    return spawn(process.execPath, ['--input-type=module-typescript', '-e', text], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
  const begun = (child: ChildProcess) => new Promise((resolve) => child.stdout?.once('data', resolve));
  const ended = (child: ChildProcess) => new Promise((resolve) => child.once('close', resolve));
  const logged = async (): Promise<readonly string[]> =>
    (await readFile(join(root, 'log'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

  const TAKING = `await takeScans(inbox, async ({ id }) => { await sleep(2); appendFileSync(log, id + '\\n'); });`;

  it('take each scan once between them', async () => {
    const all = Array.from({ length: 40 }, (_, number) => number);
    for (const number of all) await putScan(inbox, scan(number));
    await Promise.all([TAKING, TAKING, TAKING].map((program) => ended(start(program))));
    expect((await logged()).toSorted()).toEqual(idsOf(all).toSorted());
    expect(await readdir(inbox)).toEqual([]);
  });

  it('do not take from a process that lives', async () => {
    await putScan(inbox, scan(1));
    const [name = ''] = await readdir(inbox);
    await takeScans(inbox, async () => {
      expect(await readdir(inbox)).toEqual([`${name}.${await ownerTag()}.taken`]);
      expect((await takeAll()).ids).toEqual([]);
    });
  });

  it('lose nothing when they are killed while they take', { timeout: 120_000 }, async () => {
    const all = Array.from({ length: 60 }, (_, number) => number);
    for (const number of all) await putScan(inbox, scan(number));
    for (let round = 0; round < 20; round += 1) {
      const taking = start(TAKING);
      const over = ended(taking);
      await begun(taking);
      await sleep(Math.random() * 40);
      taking.kill('SIGKILL');
      await over;
      // None is ever in two files.
      const left = (await readdir(inbox)).map((name) => name.slice(0, name.indexOf('.json')));
      expect(new Set(left).size).toBe(left.length);
    }
    const { ids, warnings } = await takeAll();
    expect(warnings).toEqual([]);
    expect([...new Set([...(await logged()), ...ids])].toSorted()).toEqual(idsOf(all).toSorted());
    expect(await readdir(inbox)).toEqual([]);
  });

  it(
    'leave every scan that was put, and no half of one, when they are killed while they put',
    { timeout: 120_000 },
    async () => {
      const bulky = { ...scan(0), root: `/${'x'.repeat(1_000_000)}` };
      await writeFile(join(root, 'bulky'), JSON.stringify(bulky));
      const taken: string[] = [];
      for (let round = 0; round < 20; round += 1) {
        const putting = start(`
        import { readFileSync } from 'node:fs';
        const bulky = JSON.parse(readFileSync(${JSON.stringify(join(root, 'bulky'))}, 'utf8'));
        for (let number = 0; ; number += 1) {
          const id = '${round}-' + number;
          await putScan(inbox, { ...bulky, id });
          appendFileSync(log, id + '\\n');
        }`);
        const over = ended(putting);
        await begun(putting);
        await sleep(Math.random() * 100);
        putting.kill('SIGKILL');
        await over;
        // Each time, or there might be more than an inbox keeps.
        const { ids, warnings } = await takeAll();
        expect(warnings).toEqual([]);
        taken.push(...ids);
      }
      const put = await logged();
      expect(put.length).toBeGreaterThan(0);
      expect(put.filter((id) => !taken.includes(id))).toEqual([]);
      expect(await readdir(inbox)).toEqual([]);
    },
  );
});
