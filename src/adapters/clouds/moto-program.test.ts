import { chmod, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateCache } from '#platform/private-cache.ts';
import { findMotoProgram, type MotoProgram } from './moto-program.ts';

/** A python3 that writes down what it is asked, makes a folder for `-m venv`, and puts itself into it. */
const PYTHON = `#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *) [ "$PIP" = works ] || { echo 'No matching distribution found for moto' >&2; exit 1; } ;;
esac
`;

describe('the program of the cloud in memory', () => {
  let root = '';
  let installs = 0;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-moto-program-')));
    installs = 0;
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function program(path: string, text: string): Promise<string> {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, 0o755);
    return file;
  }

  async function find(env: Record<string, string> = {}): Promise<MotoProgram> {
    const opened = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
    if ('refused' in opened) throw new Error(opened.refused);
    return findMotoProgram({
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, ASKED: join(root, 'asked'), ...env },
      cache: opened.cache,
      signal: new AbortController().signal,
      onInstall: () => (installs += 1),
    });
  }
  const venv = (): string => join(root, 'cache/moto/venv');

  it('is the one on the PATH', async () => {
    const file = await program('bin/moto_server', '#!/bin/sh\n');
    expect(await find()).toEqual({ program: file, how: 'on the PATH' });
    expect(installs).toBe(0);
  });

  it('is installed once into the private cache when there is none on the PATH', async () => {
    await program('bin/python3', PYTHON);
    const expected = { program: join(venv(), 'bin/moto_server'), how: 'in the private cache' };
    expect(await find({ PIP: 'works' })).toEqual(expected);
    expect(await find({ PIP: 'is broken' })).toEqual(expected);
    expect(installs).toBe(1);
    const asked = (await readFile(join(root, 'asked'), 'utf8')).trim().split('\n');
    expect(asked).toEqual([`-m venv ${venv()}`, expect.stringContaining('pip install')]);
  });

  it('is missing with what pip said, and nothing half done is left', async () => {
    await program('bin/python3', PYTHON);
    expect(await find()).toEqual({
      missing: expect.stringContaining('No matching distribution found for moto. Check the network'),
    });
    expect(await readdir(join(root, 'cache/moto'))).toEqual([]);
  });

  it('is missing with what to install when there is no Python either', async () => {
    expect(await find({ PATH: join(root, 'bin') })).toEqual({
      missing: expect.stringContaining('neither moto_server nor python3 is on the PATH'),
    });
  });
});
