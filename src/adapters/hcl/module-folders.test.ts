import { chmod, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

import { createCodeReader } from './code-reader.ts';
import { folderWith } from './folder-for-test.ts';

const reader = createCodeReader();

async function namesBelow(root: string, exclude: readonly string[] = []): Promise<readonly string[]> {
  return (await reader.modulesBelow(root, exclude)).map((module) => relative(root, module.folder));
}

const only = async (files: Readonly<Record<string, string>>) => {
  const [module] = await reader.modulesBelow(await folderWith(files), []);
  return module;
};

describe('folders with configuration', () => {
  it('are found at any depth and sorted by path', async () => {
    const root = await folderWith({
      'main.tf': '',
      'b/x.tf.json': '{}',
      'a/deep/er/x.tofu': '',
      'a/readme.md': '',
      'c/values.tfvars': '',
    });
    expect(await namesBelow(root)).toEqual(['', 'a/deep/er', 'b']);
  });

  it('are not looked for in dot folders, node_modules and what is excluded', async () => {
    const root = await folderWith({
      'a/main.tf': '',
      '.git/x.tf': '',
      'a/.terraform/modules/x/main.tf': '',
      '.hidden/x.tf': '',
      'node_modules/x/x.tf': '',
      'examples/one/x.tf': '',
      'examples/x.tf': '',
      'b/test/x.tf': '',
      'b/x.tf': '',
    });
    expect(await namesBelow(root, ['examples/**', '**/test'])).toEqual(['a', 'b']);
    expect(await namesBelow(root, ['./examples/'])).toEqual(['a', 'b', 'b/test']);
    expect(await namesBelow(root, ['examples/*'])).toEqual(['a', 'b', 'b/test', 'examples']);
  });

  it('are met once, links between folders or not', async () => {
    const root = await folderWith({ 'a/main.tf': '' });
    await symlink(root, join(root, 'a', 'loop'));
    await symlink(join(root, 'a'), join(root, 'same'));
    expect(await namesBelow(root)).toEqual(['a']);
  });
});

describe('what a folder holds', () => {
  it('is nothing when the files are empty', async () => {
    expect(await only({ 'main.tf': '' })).toMatchObject({
      hasBackend: false,
      hasProvider: false,
      hasRequiredProviders: false,
      hasLockFile: false,
      calls: [],
      problems: [],
    });
  });

  it('is read in HCL', async () => {
    const main = 'terraform {\n  required_providers {}\n  backend "s3" {}\n}\nprovider "aws" {}\n';
    expect(await only({ 'main.tf': main, '.terraform.lock.hcl': '' })).toMatchObject({
      hasBackend: true,
      hasProvider: true,
      hasRequiredProviders: true,
      hasLockFile: true,
    });
  });

  it('is read in JSON', async () => {
    const main = { terraform: [{ backend: { s3: {} } }, { required_providers: {} }], provider: { aws: {} } };
    expect(await only({ 'main.tf.json': JSON.stringify(main) })).toMatchObject({
      hasBackend: true,
      hasProvider: true,
      hasRequiredProviders: true,
      hasLockFile: false,
    });
  });

  it('takes a cloud block for a backend', async () => {
    expect(await only({ 'main.tf': 'terraform {\n  cloud {}\n}\n' })).toMatchObject({ hasBackend: true });
  });

  it('is not what stands in a comment, a nested block or a resource of that name', async () => {
    const main = '# provider "a" {}\nresource "provider" "backend" {\n  backend {}\n  provider = x.y\n}\n';
    expect(await only({ 'main.tf': main })).toMatchObject({ hasBackend: false, hasProvider: false });
  });

  it('survives a byte order mark and Windows line ends', async () => {
    const main = '\uFEFFprovider "aws" {\r\n  x = <<EOT\r\nprovider\r\nEOT\r\n}\r\n';
    expect(await only({ 'main.tf': main })).toMatchObject({ hasProvider: true, problems: [] });
  });

  it('comes from the .tofu file where both exist', async () => {
    const files = {
      'main.tf': 'provider "a" {}',
      'main.tofu': '',
      'x.tf.json': '{"provider":{}}',
      'x.tofu.json': '{}',
    };
    expect(await only(files)).toMatchObject({ hasProvider: false });
  });
});

describe('the modules a folder calls', () => {
  it('are the local ones, absolute and once each', async () => {
    const root = await folderWith({
      'live/main.tf':
        'module "a" {\n  source = "../modules/a"\n}\nmodule "b" {\n  source = "../modules/a/"\n}\n' +
        'module "c" {\n  source = "./c"\n}\nmodule "d" {\n  source = "org/d/aws"\n}\nmodule "e" {\n  source = var.e\n}\n',
      'modules/a/main.tf': '',
    });
    const live = (await reader.modulesBelow(root, [])).find((module) => module.folder.endsWith('live'));
    expect(live?.calls).toEqual([join(root, 'live/c'), join(root, 'modules/a')]);
  });

  it('are named as the walk names them when a link leads there', async () => {
    const root = await folderWith({ 'main.tf': 'module "a" {\n  source = "./link"\n}\n', 'a/main.tf': '' });
    await symlink(join(root, 'a'), join(root, 'link'));
    const [main, called] = await reader.modulesBelow(root, []);
    expect(main?.calls).toEqual([called?.folder]);
  });

  it('follow the source of an override file', async () => {
    const files = {
      'main.tf': 'module "a" {\n  source = "./a"\n}',
      'a_override.tf': 'module "a" {\n  source = "./z"\n}',
    };
    const root = await folderWith(files);
    expect((await reader.modulesBelow(root, []))[0]?.calls).toEqual([join(root, 'z')]);
  });
});

describe('problems', () => {
  it('name file, line and column and leave the rest readable', async () => {
    const module = await only({
      'a.tf': 'x "y" {\n  z = = 1\n}\nmodule "m" {}\n',
      'b.tf': 'provider "p" {}',
      'c.tf.json': '{,}',
    });
    expect(module?.hasProvider).toBe(true);
    expect(module?.problems.map((problem) => problem.split(' ')[0])).toEqual([
      expect.stringMatching(/^a\.tf:2:\d+:$/),
      'c.tf.json:1:2:',
    ]);
  });

  it('do not quote the source, which may hold a password', async () => {
    const module = await only({ 'a.tf': 'provider "x" {\n  password = = "hunter2"\n}\n' });
    expect(module?.problems.join()).toContain('a.tf:2');
    expect(module?.problems.join()).not.toContain('hunter2');
  });

  it('name a file that leads nowhere', async () => {
    const root = await folderWith({ 'a.tf': 'provider "p" {}' });
    await symlink(join(root, 'gone'), join(root, 'b.tf'));
    expect(await reader.modulesBelow(root, [])).toMatchObject([
      { hasProvider: true, problems: ['b.tf: cannot read the file: it does not exist'] },
    ]);
  });

  it('name a root that does not exist', async () => {
    const root = join(await folderWith({}), 'gone');
    expect(await reader.modulesBelow(root, [])).toMatchObject([
      { folder: root, problems: [`cannot list the folder ${root}: it does not exist`] },
    ]);
  });

  // The superuser may read everything, so there is nothing to refuse.
  it.runIf(process.getuid?.() !== 0)(
    'name a file and a folder that may not be read (needs a user that is not root)',
    async () => {
      const root = await folderWith({ 'a.tf': '', 'below/b.tf': '' });
      await chmod(join(root, 'a.tf'), 0);
      await chmod(join(root, 'below'), 0);
      const found = await reader.modulesBelow(root, []);
      await chmod(join(root, 'below'), 0o700);
      expect(found.flatMap((module) => module.problems)).toEqual([
        'a.tf: cannot read the file: this user may not read it',
        `cannot list the folder ${join(root, 'below')}: this user may not read it`,
      ]);
    },
  );
});
