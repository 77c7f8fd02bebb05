import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBackend, withoutComments } from './configuration-text.ts';
import { commonFolder, readModuleTree } from './module-tree.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-tree-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
};
const backend = (text: string, path = 'main.tf') => readBackend([{ path, text: withoutComments(text) }]);

describe('the backend of a root module', () => {
  it.each([
    ['', 'implicit'],
    ['terraform {\n  backend "s3" {}\n}', 'other'],
    [
      'terraform {\n  required_providers {\n    a = { source = "x/y" }\n  }\n  backend "local" {\n  }\n}',
      'local',
    ],
    ['terraform { cloud {} }', 'cloud'],
    ['terraform {\n  backend "remote" {}\n}', 'remote'],
    ['terraform {\n  # backend "s3" {}\n  // cloud {}\n  /* backend "remote" {\n } */\n}', 'implicit'],
    ['resource "x" "y" {\n  cloud {\n  }\n}\nterraform {\n}', 'implicit'],
    ['locals {\n  a = "# } terraform { cloud {"\n}', 'implicit'],
  ])('of %j is %s', (text, kind) => {
    expect(backend(text)).toBe(kind);
  });

  it.each([
    ['{"terraform": {"backend": {"gcs": {}}}}', 'other'],
    ['{"terraform": [{"required_version": "1"}, {"backend": [{"local": {}}]}]}', 'local'],
    ['{"terraform": {"cloud": {}}}', 'cloud'],
    ['{"terraform": {"backend": ', 'implicit'],
    ['[]', 'implicit'],
  ])('in JSON syntax, of %s is %s', (text, kind) => {
    expect(readBackend([{ path: 'main.tf.json', text }])).toBe(kind);
  });
});

describe('the modules of a stack', () => {
  it('are followed through local sources, in both syntaxes and in a ring', async () => {
    await write({
      'live/app/main.tf': 'module "a" {\n  source = "../../modules/a"\n}\n',
      'modules/a/main.tf.json': '{"module": {"b": {"source": "../b"}}}',
      'modules/b/main.tf': 'module "again" {\n  source = "../a"\n}\n',
      'modules/unused/main.tf': '',
    });
    const tree = await readModuleTree(join(root, 'live/app'), 'terraform');
    expect(tree.files.map(({ path }) => path.slice(root.length + 1))).toEqual([
      'live/app/main.tf',
      'modules/a/main.tf.json',
      'modules/b/main.tf',
    ]);
    expect(tree.highestFolder).toBe(root);
    expect(tree.needsProviders).toBe(false);
  });

  it.each([
    ['resource "terraform_data" "x" {}', false],
    ['data "terraform_remote_state" "x" {}', false],
    ['resource "aws_instance" "x" {}', true],
    ['provider "aws" {}', true],
    ['terraform { required_providers {} }', true],
    ['module "x" {\n  source = "org/name/aws"\n}', true],
    ['output "x" {\n  value = 1\n}', false],
  ])('need a provider to be installed or not: %s', async (text, needed) => {
    await write({ 'main.tf': text });
    expect((await readModuleTree(root, 'terraform')).needsProviders).toBe(needed);
  });

  it('tell how high their relative paths reach', async () => {
    await write({ 'a/b/c/main.tf': 'locals {\n  x = file("${path.module}/../../x.txt")\n}\n' });
    expect((await readModuleTree(join(root, 'a/b/c'), 'terraform')).highestFolder).toBe(join(root, 'a'));
    await write({ 'a/b/c/main.tf': 'locals {\n  x = concat(local.y...)\n}\n' });
    expect((await readModuleTree(join(root, 'a/b/c'), 'terraform')).highestFolder).toBe(join(root, 'a/b/c'));
  });

  it('tell which functions depend on the place, and not those in comments', async () => {
    await write({ 'main.tf': '# abspath(x)\nlocals {\n  a = path.cwd\n}\n' });
    expect((await readModuleTree(root, 'terraform')).placeFunctions).toEqual(['path.cwd']);
  });

  it('have .tofu files for OpenTofu only', async () => {
    await write({ 'main.tf': '', 'more.tofu': '', '.hidden.tf': '' });
    expect((await readModuleTree(root, 'tofu')).files).toHaveLength(2);
    expect((await readModuleTree(root, 'terraform')).files).toHaveLength(1);
  });
});

describe('the common folder', () => {
  it.each([
    [['/a/b', '/a/c'], '/a'],
    [['/a', '/a/b'], '/a'],
    [['/a/b', '/a'], '/a'],
    [['/a/b', '/a/bc'], '/a'],
    [['/a/..b', '/a'], '/a'],
    [['/x', '/y'], '/'],
  ])('of %j is %s', (folders, common) => {
    expect(commonFolder(folders)).toBe(common);
  });
});
