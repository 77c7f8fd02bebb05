import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import type { EngineProgress } from '#ports/engine.ts';
import {
  createStackFixture,
  ENGINES,
  filesBelow,
  folderDigest,
  type StackFixture,
} from './testing/stack-fixture.ts';

const ONE = `
resource "terraform_data" "one" {
  input = var.size
}
variable "size" {
  default = "small"
}
output "size" {
  value = terraform_data.one.output
}
`;

for (const { name, missing } of ENGINES) {
  describe.skipIf(missing)(`the adapter over ${name} (needs it on the PATH)`, () => {
    let fixture: StackFixture;

    beforeEach(async () => {
      fixture = await createStackFixture(name);
      await fixture.write({ 'stack/main.tf': ONE });
    });
    afterEach(() => fixture.remove());

    const applied = async (): Promise<void> => {
      await fixture.asUser(['init', '-input=false']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
    };

    it('says unchanged without reading a plan back when nothing differs', async () => {
      await applied();
      const outcome = await fixture.plan();
      expect(outcome).toMatchObject({
        kind: 'unchanged',
        workspace: 'default',
        resourcesRead: 1,
        warnings: [],
      });
      expect(fixture.log.filter((line) => line.includes(' show '))).toEqual([]);
    });

    it('gives the plan as JSON when the code is ahead', async () => {
      await applied();
      await fixture.write({ 'stack/main.tf': ONE.replace('small', 'large') });
      const outcome = await fixture.plan();
      if (outcome.kind !== 'changed') throw new Error(`not changed: ${JSON.stringify(outcome)}`);
      const plan = JSON.parse(outcome.planJson) as { resource_changes: { address: string }[] };
      expect(plan.resource_changes.map(({ address }) => address)).toEqual(['terraform_data.one']);
      expect(outcome.engine.version).toMatch(/^\d+\.\d+\.\d+/);
    });

    it('gives the plan when only an output differs', async () => {
      await applied();
      await fixture.write({ 'stack/more.tf': 'output "extra" {\n  value = "x"\n}\n' });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed' });
    });

    it('leaves the folder as it was, to the last byte and time stamp', async () => {
      await applied();
      await fixture.write({ 'stack/main.tf': ONE.replace('small', 'large') });
      const before = await folderDigest(fixture.folder());
      expect(await fixture.plan()).toMatchObject({ kind: 'changed' });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed' });
      expect(await folderDigest(fixture.folder())).toBe(before);
    });

    it('leaves a folder that was never initialised as it was', async () => {
      const before = await folderDigest(fixture.folder());
      expect(await fixture.plan()).toMatchObject({ kind: 'changed', resourcesRead: 0 });
      expect(await folderDigest(fixture.folder())).toBe(before);
    });

    it('keeps no plan file and nothing that others could read', async () => {
      await applied();
      await fixture.write({ 'stack/main.tf': ONE.replace('small', 'large') });
      await fixture.plan();
      const left = await filesBelow(fixture.cache.root);
      expect(left.filter((file) => file.includes('plan.tfplan') || file.includes('/runs/'))).toEqual([]);
      const stacks = await stat(join(fixture.cache.root, 'stacks'));
      expect(stacks.mode & 0o777).toBe(0o700);
    });

    it('has the plan file in a private folder while it runs', async () => {
      const seen = join(fixture.root, 'modes');
      const binary = await fixture.fakeEngine(`
      if [ "$1" = version ]; then echo '{"terraform_version":"1.11.4"}'; exit 0; fi
      for word in "$@"; do case $word in -out=*)
        file=\${word#-out=}; echo secret > "$file"
        stat -c '%a' "$file" "$(dirname "$file")" > '${seen}' 2>/dev/null || stat -f '%Lp' "$file" "$(dirname "$file")" > '${seen}'
      ;; esac; done
      exit 0`);
      await fixture.plan({ binary });
      expect((await readFile(seen, 'utf8')).split('\n')).toEqual(['600', '700', '']);
    });

    it('initialises once and again only when something that matters has changed', async () => {
      await applied();
      const inits = (): number => fixture.log.filter((line) => line.includes(' init ')).length;
      await fixture.plan();
      await fixture.plan();
      expect(inits()).toBe(1);
      await fixture.write({ 'stack/extra.tf': 'module "m" {\n  source = "../m"\n}\n', 'm/main.tf': '' });
      await fixture.plan();
      expect(inits()).toBe(2);
      await fixture.write({ 'm/main.tf': 'locals {\n  a = 1\n}\n' });
      await fixture.plan();
      expect(inits()).toBe(3);
    });

    it('initialises and plans again when the data folder lost what the last init made', async () => {
      await fixture.write({
        'stack/extra.tf': 'module "m" {\n  source = "../m"\n}\n',
        'm/main.tf': 'output "o" {\n  value = 1\n}\n',
      });
      await applied();
      expect(await fixture.plan()).toMatchObject({ kind: 'unchanged' });
      const record = (await filesBelow(fixture.cache.root)).find((file) => file.endsWith('modules.json'));
      await writeFile(record ?? '', '{"Modules":[]}');
      expect(await fixture.plan()).toMatchObject({ kind: 'unchanged' });
    });

    it('tells how many resources were read and how many the last scan knew', async () => {
      await fixture.write({
        'stack/main.tf': 'resource "terraform_data" "many" {\n  count = 5\n  input = count.index\n}\n',
      });
      await applied();
      await fixture.plan();
      const told: EngineProgress[] = [];
      await fixture.plan({}, { onProgress: (progress) => told.push(progress) });
      const counts = told.filter((progress) => progress.kind === 'resources');
      expect(counts.at(0)?.known).toBe(5);
      expect(counts.at(-1)).toEqual({ kind: 'resources', read: 5, known: 5 });
    });

    it('runs two scans of one stack at once without disturbing either', async () => {
      await applied();
      const outcomes = await Promise.all([fixture.plan(), fixture.plan()]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
    });

    it('goes on in a fresh folder when another scan does not let go of the one of the stack', async () => {
      await applied();
      const home = await fixture.cache.stackFolder({
        folder: fixture.folder(),
        workspace: 'default',
        engine: name,
      });
      const held = await takeOwnerLock(join(home, 'lock'), 0);
      expect(await fixture.plan({}, { patienceMs: 50 })).toMatchObject({ kind: 'unchanged' });
      expect(await readdir(home)).toEqual(['lock']);
      await held?.release();
    });

    it('says plan_errored with the words of the engine', async () => {
      await fixture.write({
        'stack/main.tf': 'output "o" {\n  value = file("${path.module}/absent.txt")\n}\n',
      });
      const outcome = await fixture.plan();
      expect(outcome).toMatchObject({ kind: 'unknown', reason: 'plan_errored' });
      expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/absent\.txt/);
    });

    it('says init_failed when the configuration cannot be read', async () => {
      await fixture.write({ 'stack/main.tf': 'resource "terraform_data" {\n' });
      expect(await fixture.plan()).toMatchObject({ kind: 'unknown', reason: 'init_failed' });
    });

    it('says unsupported_version when the code wants another version', async () => {
      await fixture.write({ 'stack/main.tf': 'terraform {\n  required_version = "= 0.1.2"\n}\n' });
      expect(await fixture.plan()).toMatchObject({ kind: 'unknown', reason: 'unsupported_version' });
    });

    it('says unsupported_version when a newer version wrote the state', async () => {
      await fixture.write({
        'stack/terraform.tfstate': JSON.stringify({
          version: 5,
          terraform_version: '99.0.0',
          serial: 1,
          lineage: 'x',
          outputs: {},
          resources: [],
        }),
      });
      expect(await fixture.plan()).toMatchObject({ kind: 'unknown', reason: 'unsupported_version' });
    });

    it.each([
      ['a cloud block', 'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n'],
      ['the remote backend', 'terraform {\n  backend "remote" {\n    organization = "o"\n  }\n}\n'],
    ])('says unsupported_backend for %s and starts nothing', async (_, text) => {
      await fixture.write({ 'stack/main.tf': text });
      expect(await fixture.plan()).toMatchObject({ kind: 'unknown', reason: 'unsupported_backend' });
      expect(fixture.log).toEqual([]);
    });

    it('names who holds the state lock', async () => {
      await fixture.write({
        'stack/main.tf': ONE,
        'stack/slow.tf':
          'resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "touch ../started; while [ -e ../started ]; do sleep 0.05; done"\n  }\n}\n',
      });
      await fixture.asUser(['init', '-input=false']);
      const apply = fixture.asUser(['apply', '-auto-approve', '-input=false']);
      const marker = fixture.folder('started');
      while ((await stat(marker).catch(() => null)) === null) await new Promise((r) => setTimeout(r, 20));
      try {
        const outcome = await fixture.plan({ lock: true });
        expect(outcome).toMatchObject({ kind: 'unknown', reason: 'locked' });
        expect(outcome.kind === 'unknown' && outcome.detail).toMatch(
          /^Held by \S+@\S+ since .*\(OperationTypeApply\)\./,
        );
        expect(await fixture.plan({ lock: false })).toMatchObject({ kind: 'changed' });
      } finally {
        await rm(marker);
        await apply;
      }
    });

    it('hands variable files on', async () => {
      await applied();
      await fixture.write({ 'stack/large.tfvars': 'size = "large"\n' });
      expect(await fixture.plan({ varFiles: [join(fixture.folder(), 'large.tfvars')] })).toMatchObject({
        kind: 'changed',
      });
      expect(await fixture.plan()).toMatchObject({ kind: 'unchanged' });
    });

    it('reads an answer through a backend whose settings stand only in the record of the last init', async () => {
      await fixture.write({ 'stack/backend.tf': 'terraform {\n  backend "local" {}\n}\n' });
      await fixture.asUser(['init', '-input=false', '-backend-config=path=../elsewhere.tfstate']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
      expect(await fixture.plan()).toMatchObject({ kind: 'unchanged', resourcesRead: 1 });
      // The code wins over the record once it asks for something else.
      await fixture.write({
        'stack/backend.tf': 'terraform {\n  backend "local" {\n    path = "../none.tfstate"\n  }\n}\n',
      });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed', resourcesRead: 0 });
    });

    it('follows the code when its backend block was taken out since the last init', async () => {
      await fixture.write({
        'stack/backend.tf': 'terraform {\n  backend "local" {\n    path = "a.tfstate"\n  }\n}\n',
      });
      await applied();
      await fixture.write({ 'stack/backend.tf': '' });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed', resourcesRead: 0 });
    });

    it('passes backend settings of kedge.yaml and prefers them', async () => {
      await fixture.write({ 'stack/backend.tf': 'terraform {\n  backend "local" {}\n}\n' });
      await fixture.asUser(['init', '-input=false', '-backend-config=path=../elsewhere.tfstate']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
      expect(await fixture.plan({ backendConfig: ['path=../other.tfstate'] })).toMatchObject({
        kind: 'changed',
        resourcesRead: 0,
      });
    });

    it('says what the folder is missing when it is not there', async () => {
      expect(await fixture.plan({ folder: join(fixture.root, 'absent') })).toMatchObject({
        kind: 'unknown',
        reason: 'bad_config',
      });
    });

    it('follows a link to the folder', async () => {
      await applied();
      await mkdir(join(fixture.root, 'links'));
      await symlink(fixture.folder(), join(fixture.root, 'links', 'stack'));
      expect(await fixture.plan({ folder: join(fixture.root, 'links', 'stack') })).toMatchObject({
        kind: 'unchanged',
      });
    });
  });
}
