import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataFolder } from './data-folder.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-data-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('is .kedge in the project unless another is named', async () => {
  expect(await dataFolder({}, '/elsewhere', root)).toEqual({ path: join(root, '.kedge'), exists: false });
  expect(await dataFolder({ KEDGE_DATA_DIR: '' }, '/elsewhere', root)).toMatchObject({
    path: join(root, '.kedge'),
  });
  await mkdir(join(root, '.kedge'));
  expect(await dataFolder({}, '/elsewhere', root)).toEqual({ path: join(root, '.kedge'), exists: true });
});

it('is what KEDGE_DATA_DIR names, seen from where Kedge was started', async () => {
  await mkdir(join(root, 'data'));
  expect(await dataFolder({ KEDGE_DATA_DIR: 'data' }, root, '/p')).toEqual({
    path: join(root, 'data'),
    exists: true,
  });
  expect(await dataFolder({ KEDGE_DATA_DIR: join(root, 'none') }, '/c', '/p')).toEqual({
    path: join(root, 'none'),
    exists: false,
  });
});

it('is not there when a file has its name', async () => {
  await writeFile(join(root, '.kedge'), '');
  expect((await dataFolder({}, '/c', root)).exists).toBe(false);
});
