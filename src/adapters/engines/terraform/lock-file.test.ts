import { appendFile, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import {
  createStackFixture,
  ENGINES,
  filesBelow,
  folderDigest,
  writeProviderMirror,
  type StackFixture,
} from './testing/stack-fixture.ts';

const PLATFORM = `${process.platform}_${arch() === 'x64' ? 'amd64' : arch()}`;
// Named and installed, but never started: nothing in the code uses it.
const INERT =
  'terraform {\n  required_providers {\n    inert = {\n      source = "registry.terraform.io/kedge/inert"\n    }\n  }\n}\n';
const MODULE_CALL = 'module "shared" {\n  source = "../../modules/shared"\n}\n';
const MODULE = `
resource "terraform_data" "one" {
  input = file("\${path.module}/../../texts/greeting.txt")
}
`;

for (const { name, missing } of ENGINES) {
  describe.skipIf(missing)(`lock files and providers of ${name} (needs it on the PATH)`, () => {
    let fixture: StackFixture;
    let mirror: string;
    const path = 'live/app';

    beforeEach(async () => {
      fixture = await createStackFixture(name);
      mirror = await writeProviderMirror(join(fixture.root, 'mirror'), PLATFORM);
      await fixture.write({
        [`${path}/main.tf`]: INERT + MODULE_CALL,
        'modules/shared/main.tf': MODULE,
        'texts/greeting.txt': 'hello',
      });
    });
    afterEach(() => fixture.remove());

    const asUser = async (): Promise<void> => {
      await fixture.asUser(['init', '-input=false', `-plugin-dir=${mirror}`], path);
      await fixture.asUser(['apply', '-auto-approve', '-input=false'], path);
    };
    const planned = (changes = {}) => fixture.plan({ folder: fixture.folder(path), ...changes });

    it('a folder without a lock file is planned in its shadow and stays as it was', async () => {
      await asUser();
      await rm(join(fixture.folder(path), '.terraform.lock.hcl'));
      const before = await folderDigest(fixture.folder('.'));
      const outcome = await planned({ providerMirror: mirror });
      expect(outcome).toMatchObject({ kind: 'unchanged', resourcesRead: 1 });
      expect(outcome.warnings.join()).toMatch(/There is no lock file/);
      expect(await folderDigest(fixture.folder('.'))).toBe(before);
    });

    it('the versions that Kedge chose stay put between scans', async () => {
      await asUser();
      await rm(join(fixture.folder(path), '.terraform.lock.hcl'));
      await planned({ providerMirror: mirror });
      await writeProviderMirror(mirror, PLATFORM, '1.1.0');
      // The code has changed, so init runs again.
      await fixture.write({ [`${path}/more.tf`]: 'locals {\n  a = 1\n}\n' });
      expect(await planned({ providerMirror: mirror })).toMatchObject({ kind: 'unchanged' });
      const files = await filesBelow(join(fixture.cache.root, 'stacks'));
      const kept = files.filter((file) => /[0-9a-f]{32}\/\.terraform\.lock\.hcl$/.test(file));
      expect(kept).toHaveLength(1);
      expect(await readFile(kept[0] ?? '', 'utf8')).toMatch(/version\s+=\s+"1\.0\.0"/);
    });

    it('a lock file that appears later ends the shadow', async () => {
      await asUser();
      const lockFile = join(fixture.folder(path), '.terraform.lock.hcl');
      const text = await readFile(lockFile, 'utf8');
      await rm(lockFile);
      await planned({ providerMirror: mirror });
      await fixture.write({ [`${path}/.terraform.lock.hcl`]: text });
      const outcome = await planned({ providerMirror: mirror });
      expect(outcome).toMatchObject({ kind: 'unchanged', warnings: [] });
      expect((await filesBelow(fixture.cache.root)).filter((file) => file.includes('/shadow/'))).toEqual([]);
    });

    it.each(['path.cwd', 'abspath(path.module)'])(
      'without a lock file, code that uses %s is unknown and not falsely drifted',
      async (expression) => {
        await fixture.write({ [`${path}/cwd.tf`]: `output "o" {\n  value = ${expression}\n}\n` });
        await asUser();
        expect(await planned()).toMatchObject({ kind: 'unchanged' });
        await rm(join(fixture.folder(path), '.terraform.lock.hcl'));
        const outcome = await planned({ providerMirror: mirror });
        expect(outcome).toMatchObject({ kind: 'unknown', reason: 'incomplete' });
        expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/commit \.terraform\.lock\.hcl/);
      },
    );

    it('a wrong guess that no provider is needed is put right', async () => {
      await asUser();
      await rm(join(fixture.folder(path), '.terraform.lock.hcl'));
      // Attached providers make the in-place init worth a try; this one is of no use to it.
      fixture.env['TF_REATTACH_PROVIDERS'] = JSON.stringify({
        'registry.terraform.io/kedge/other': {
          Protocol: 'grpc',
          ProtocolVersion: 6,
          Pid: process.pid,
          Test: true,
          Addr: { Network: 'unix', String: '/nowhere' },
        },
      });
      expect(await planned({ providerMirror: mirror })).toMatchObject({
        kind: 'unchanged',
        resourcesRead: 1,
      });
    });

    it('providers that the user has installed are used without a download', async () => {
      await asUser();
      const before = await folderDigest(fixture.folder('.'));
      // The registry does not know this provider, so only the folder of the user can have given it.
      expect(await planned()).toMatchObject({ kind: 'unchanged', resourcesRead: 1 });
      expect(await folderDigest(fixture.folder('.'))).toBe(before);
    });

    it('an installed provider that is not the one locked is not used', async () => {
      await asUser();
      await rm(join(fixture.folder(path), '.terraform', 'providers'), { recursive: true });
      const other = await writeProviderMirror(join(fixture.root, 'other'), PLATFORM);
      const binary = (await filesBelow(other))[0] ?? '';
      await appendFile(binary, '# tampered\n');
      await symlink(other, join(fixture.folder(path), '.terraform', 'providers'));
      const config = join(fixture.root, 'mirror.tfrc');
      await writeFile(
        config,
        `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
      );
      fixture.env['TF_CLI_CONFIG_FILE'] = config;
      expect(await planned()).toMatchObject({ kind: 'unchanged', resourcesRead: 1 });
      const used = await filesBelow(join(fixture.cache.root, 'stacks')).then((files) =>
        files.filter((file) => file.endsWith('plugin_path')),
      );
      expect(used).toEqual([]);
      expect(fixture.log.filter((line) => line.includes(' init '))).toHaveLength(2);
    });

    it('a lock file that lacks a provider is init_failed, and is not completed', async () => {
      await fixture.write({ [`${path}/.terraform.lock.hcl`]: '# nothing locked yet\n' });
      const before = await folderDigest(fixture.folder('.'));
      expect(await planned({ providerMirror: mirror })).toMatchObject({
        kind: 'unknown',
        reason: 'init_failed',
      });
      expect(await folderDigest(fixture.folder('.'))).toBe(before);
    });

    it('an init that hangs on the shared cache does not hold up the others', async () => {
      await asUser();
      await rm(join(fixture.folder(path), '.terraform'), { recursive: true });
      const config = join(fixture.root, 'mirror.tfrc');
      await writeFile(
        config,
        `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
      );
      fixture.env['TF_CLI_CONFIG_FILE'] = config;
      const locks = await fixture.cache.sharedFolder('locks');
      const held = await takeOwnerLock(join(locks, 'providers.lock'), 0);
      const outcome = await fixture.plan({ folder: fixture.folder(path) }, { patienceMs: 50 });
      expect(outcome).toMatchObject({ kind: 'unchanged' });
      expect(await filesBelow(await fixture.cache.sharedFolder('providers'))).toEqual([]);
      await held?.release();
    });

    it('many first inits at once share the cache without harm', async () => {
      const config = join(fixture.root, 'mirror.tfrc');
      await writeFile(
        config,
        `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
      );
      fixture.env['TF_CLI_CONFIG_FILE'] = config;
      const paths = ['live/a', 'live/b', 'live/c', 'live/d'];
      await fixture.write(Object.fromEntries(paths.map((p) => [`${p}/main.tf`, INERT + MODULE_CALL])));
      const outcomes = await Promise.all(paths.map((p) => fixture.plan({ folder: fixture.folder(p) })));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['changed', 'changed', 'changed', 'changed']);
      const shared = join(fixture.cache.root, 'providers', 'registry.terraform.io', 'kedge', 'inert');
      expect((await stat(shared)).isDirectory()).toBe(true);
    });
  });
}
