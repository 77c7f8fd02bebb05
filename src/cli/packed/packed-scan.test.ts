import { execFile } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packScan, packWhenWorthIt } from './pack-scan.ts';
import { ENTRY, findPackedScan, MANIFEST, PACK_FORMAT, packsFolder, stateOf } from './packed-scan.ts';

const HOME = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const EXAMPLES = join(HOME, 'examples/plans');
const run = promisify(execFile);

describe('a packed scan', () => {
  let packs = '';
  let cwd = '';
  let entry = '';

  beforeAll(async () => {
    // Below the packages: what is not packed is found from there.
    mkdirSync(join(HOME, '.kedge'), { recursive: true });
    packs = await mkdtemp(join(HOME, '.kedge', 'packed-test-'));
    cwd = await mkdtemp(join(tmpdir(), 'kedge-packed-'));
    await packScan(HOME, packs);
    entry = findPackedScan(HOME, packs) ?? '';
  }, 120_000);
  afterAll(async () => {
    await rm(packs, { recursive: true, force: true });
    await rm(cwd, { recursive: true, force: true });
  });

  const said = async (start: readonly string[], args: readonly string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, KEDGE_CACHE_DIR: join(cwd, 'cache') };
    const ended = await run(process.execPath, [...start, ...args], { cwd, env }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    return {
      code: 'code' in ended ? ended.code : 0,
      stdout: ended.stdout.replace(/"scanned_at": "[^"]*"/, ''),
      stderr: ended.stderr,
    };
  };
  const expectSame = async (...args: readonly string[]): Promise<void> => {
    const start = join(packs, 'start.mjs');
    writeFileSync(start, `await (await import(${JSON.stringify(entry)})).runKedge(process);`);
    const [packed, sources] = [
      await said([start], ['scan', ...args]),
      await said([join(HOME, 'src/cli/main.ts')], ['scan', ...args]),
    ];
    expect(packed).toEqual(sources);
    expect(packed.stdout + packed.stderr).not.toBe('');
  };

  it('is there, and made of the sources and a few packages', () => {
    expect(entry).toMatch(/^file:.*kedge\.js$/);
    expect(readdirSync(packs)).toContain(MANIFEST);
  });

  it.each(readdirSync(EXAMPLES).filter((name) => name.endsWith('.json')))(
    'says of %s what the sources say',
    async (name) => {
      await expectSame('--plan-file', join(EXAMPLES, name), '--json', '--no-suppress');
      await expectSame('--plan-file', join(EXAMPLES, name));
    },
    60_000,
  );

  it('says the same of settings, folders and words that are wrong, and of help', async () => {
    writeFileSync(join(cwd, 'kedge.yaml'), 'version: 1\nseverity:\n  - id: x\n    when: "after >"\n');
    await expectSame('.');
    rmSync(join(cwd, 'kedge.yaml'));
    await expectSame('nowhere');
    await expectSame('--no-such-flag');
    await expectSame('--help');
    await expectSame('.');
  }, 60_000);
});

describe('a pack', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'kedge-pack-'));
    mkdirSync(join(home, 'src'));
    writeFileSync(join(home, 'src/a.ts'), 'one');
    mkdirSync(join(packsFolder(home), 'folder'), { recursive: true });
    writeFileSync(join(packsFolder(home), 'folder', ENTRY), 'chunk');
    name({});
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  function name(changes: object): void {
    const files = ['src/a.ts', `.kedge/packed/folder/${ENTRY}`].map((path) => stateOf(home, path));
    const manifest = {
      format: PACK_FORMAT,
      home,
      node: process.version,
      folder: 'folder',
      files,
      ...changes,
    };
    writeFileSync(join(packsFolder(home), MANIFEST), JSON.stringify(manifest));
  }
  const chunk = (): string => join(packsFolder(home), 'folder', ENTRY);

  it('is found while nothing has changed', () => {
    expect(findPackedScan(home)).toBe(`file://${chunk()}`);
  });

  it.each<[string, () => void]>([
    ['a source was edited', () => writeFileSync(join(home, 'src/a.ts'), 'two and more')],
    [
      'a source was replaced by one of the same size and time',
      () => {
        const then = new Date(stateOf(home, 'src/a.ts')[2]);
        writeFileSync(join(home, 'src/a.ts'), 'two');
        utimesSync(join(home, 'src/a.ts'), then, then);
      },
    ],
    ['a source is gone', () => rmSync(join(home, 'src/a.ts'))],
    ['a chunk was cut short', () => truncateSync(chunk(), 2)],
    ['a chunk is gone', () => rmSync(chunk())],
    ['the checkout was moved', () => name({ home: '/elsewhere' })],
    ['Node is another one', () => name({ node: 'v0.0.0' })],
    ['another version of Kedge wrote it', () => name({ format: 0 })],
    ['its list is damaged', () => truncateSync(join(packsFolder(home), MANIFEST), 40)],
    ['its list is gone', () => rmSync(join(packsFolder(home), MANIFEST))],
  ])('is none when %s', (_, spoil) => {
    spoil();
    expect(findPackedScan(home)).toBeNull();
  });
});

describe('packing', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'kedge-pack-'));
    mkdirSync(join(home, 'src'));
    writeFileSync(join(home, 'src/a.ts'), '');
    writeFileSync(join(home, 'package-lock.json'), '');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('leaves sources alone that somebody works on', async () => {
    await packWhenWorthIt(home, Date.now());
    expect(await readdir(home)).not.toContain('.kedge');
  });

  it('leaves a sign at the first scan, and no half of a pack when the second one fails to make it', async () => {
    const later = Date.now() + 60 * 60 * 1000;
    await packWhenWorthIt(home, later);
    expect(await readdir(packsFolder(home))).toEqual(['asked']);
    await packWhenWorthIt(home, later);
    expect(await readdir(packsFolder(home))).toEqual(['asked']);
    expect(readFileSync(join(packsFolder(home), 'asked'), 'utf8')).toBe('');
  });
});
