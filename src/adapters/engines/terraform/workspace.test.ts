import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStackFixture, ENGINES, folderDigest, type StackFixture } from './testing/stack-fixture.ts';
import { isWorkspaceName } from './workspace.ts';

const CODE = 'resource "terraform_data" "one" {\n  input = terraform.workspace\n}\n';
const LOCAL = 'terraform {\n  backend "local" {}\n}\n';

describe('a workspace name', () => {
  it.each(['default', 'blue', 'eu-west-1', 'team_a', 'v1.2'])('may be %s', (name) => {
    expect(isWorkspaceName(name)).toBe(true);
  });
  it.each(['', '..', '.', 'a/b', 'a b', '../x', 'a\nb'])('may not be %j', (name) => {
    expect(isWorkspaceName(name)).toBe(false);
  });
});

for (const { name, missing } of ENGINES) {
  describe.skipIf(missing)(`workspaces of ${name} (needs it on the PATH)`, () => {
    let fixture: StackFixture;

    beforeEach(async () => {
      fixture = await createStackFixture(name);
    });
    afterEach(() => fixture.remove());

    /** default is applied, blue is applied, green is empty; the folder has blue selected. */
    const threeWorkspaces = async (backend: string): Promise<void> => {
      await fixture.write({ 'stack/main.tf': CODE, 'stack/backend.tf': backend });
      await fixture.asUser(['init', '-input=false']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
      await fixture.asUser(['workspace', 'new', 'green']);
      await fixture.asUser(['workspace', 'new', 'blue']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
    };

    it.each([
      ['no backend block', ''],
      ['a backend block', LOCAL],
    ])('are those selected in the folder unless told otherwise, with %s', async (_, backend) => {
      await threeWorkspaces(backend);
      expect(await fixture.plan()).toMatchObject({ kind: 'unchanged', workspace: 'blue', resourcesRead: 1 });
      fixture.env['TF_WORKSPACE'] = 'green';
      expect(await fixture.plan()).toMatchObject({ kind: 'changed', workspace: 'green', resourcesRead: 0 });
      expect(await fixture.plan({ workspace: 'default' })).toMatchObject({
        kind: 'unchanged',
        workspace: 'default',
        resourcesRead: 1,
      });
    });

    it('are read from the data folder that the user names', async () => {
      await threeWorkspaces('');
      fixture.env['TF_DATA_DIR'] = '.other';
      expect(await fixture.plan()).toMatchObject({ workspace: 'default', kind: 'unchanged' });
    });

    it.each([
      ['without a backend block', '', false],
      ['with a backend block', LOCAL, false],
      ['with a backend block and other workspaces', LOCAL, true],
    ])('are never made: one that does not exist is unknown, %s', async (_, backend, others) => {
      await fixture.write({ 'stack/main.tf': CODE, 'stack/backend.tf': backend });
      await fixture.asUser(['init', '-input=false']);
      if (others) await fixture.asUser(['workspace', 'new', 'green']);
      const before = await folderDigest(fixture.folder());
      const outcome = await fixture.plan({ workspace: 'absent' });
      expect(outcome).toMatchObject({ kind: 'unknown', reason: 'bad_config', workspace: 'absent' });
      expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/workspace "absent" does not exist/);
      expect(await folderDigest(fixture.folder())).toBe(before);
    });

    it.each([
      ['without a backend block', ''],
      ['with a backend block', LOCAL],
    ])('are not made again when one went since the last scan, %s', async (_, backend) => {
      await threeWorkspaces(backend);
      await fixture.asUser(['workspace', 'select', 'default']);
      expect(await fixture.plan({ workspace: 'green' })).toMatchObject({ kind: 'changed' });
      await fixture.asUser(['workspace', 'delete', 'green']);
      expect(await fixture.plan({ workspace: 'green' })).toMatchObject({
        kind: 'unknown',
        reason: 'bad_config',
      });
      expect(await stat(join(fixture.folder(), 'terraform.tfstate.d', 'green')).catch(() => null)).toBeNull();
    });

    it('with a name that is a path are refused', async () => {
      await fixture.write({ 'stack/main.tf': CODE });
      await writeFile(join(fixture.root, 'x'), '');
      expect(await fixture.plan({ workspace: '../../x' })).toMatchObject({
        kind: 'unknown',
        reason: 'bad_config',
      });
    });
  });
}
