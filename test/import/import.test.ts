import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA, createFlow, LIGHT, type Flow } from '../remedy-flow/flow-fixture.ts';
import { expectAuditHolds, expectKedge, scan } from '../remedy-flow/flow-steps.ts';
import { auditOf, importJson, proposedImport, refusal } from './import-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 10 * 60_000;

const CODE = `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  labels = { team = "core" }
}
`;

const flowOf = (files: Readonly<Record<string, string>> = {}): Promise<Flow> =>
  createFlow({ files: { 'stack/main.tf': CODE, ...files } });

/** What somebody made in the console. */
const MADE = {
  id: 'z',
  name: 'z',
  labels: { team: 'x' },
  strings: [],
  zones: ['b', 'a'],
  number: 3,
  revision: 4,
  document: '{"a":1}',
  config: [{ name: 'c', value: '${x}' }],
};

describe.skipIf(missing !== null)(`an object that no state knows${because(missing)}`, () => {
  it(
    'comes into code on a proven branch, and the next apply takes it into the state and changes nothing',
    async () => {
      const flow = await flowOf();
      await flow.add('light_thing', MADE);
      const before = { serial: await flow.serial(), status: flow.git('status', '--porcelain') };
      const told = await proposedImport(flow, ['light_thing.z', 'z', 'stack', '--reason', 'made by hand']);
      expect(told.files).toEqual(['stack/main.tf']);
      expect({ serial: await flow.serial(), status: flow.git('status', '--porcelain') }).toEqual(before);
      expect(flow.git('rev-parse', 'main')).toBe(flow.git('rev-parse', `${told.branch}^`));
      expect(flow.git('show', `${told.branch}:stack/main.tf`)).toBe(`${CODE}
import {
  to = light_thing.z
  id = "z"
}

resource "light_thing" "z" {
  document = jsonencode({
    a = 1
  })
  labels = {
    team = "x"
  }
  name   = "z"
  number = 3
  zones  = ["b", "a"]
  config {
    name  = "c"
    value = "$\${x}"
  }
}
`);
      const message = flow.git('log', '-1', '--format=%an <%ae>%n%B', told.branch);
      expect(message).toContain(`${ADA}\nImport light_thing.z\n\nmade by hand\n`);
      expect(message).toMatch(/Proven by a plan of terraform 1\.\d+\.\d+ over [12] resources/);
      expect(message).toContain('Kedge-Import: light_thing.z');
      expect(await auditOf(flow, 'import.proposed')).toMatchObject([
        {
          actor: ADA,
          subject: 'light_thing.z',
          details: { branch: told.branch, commit: told.commit, id: 'z' },
        },
      ]);
      await expectAuditHolds(flow);
      expect(await flow.applyCalls()).toBe(0);
      flow.git('merge', '--quiet', '--ff-only', told.branch);
      expect(await flow.terraform(['fmt', '-check', '-recursive'])).toBe('');
      expect(await flow.terraform(['apply', '-auto-approve', '-input=false'])).toContain(
        '1 imported, 0 added, 0 changed, 0 destroyed',
      );
      expect(await flow.applyCalls()).toBe(0);
      expect(await scan(flow)).toMatchObject({ exitCode: 0, lines: [] });
    },
    MINUTES,
  );

  it(
    'is printed as a patch that leaves nothing behind, and a second proposal is seen',
    async () => {
      const flow = await flowOf();
      await flow.add('light_thing', MADE);
      const words = ['import', 'light_thing.z', 'z', 'stack', '--reason', 'made by hand', '-q'];
      const patch = await expectKedge(flow, 0, [...words, '--patch']);
      expect(patch.stdout).toMatch(
        /^diff --git .*[^]*\+resource "light_thing" "z" \{[^]*Nothing was written\.\n$/,
      );
      expect(flow.git('branch', '--list').trim()).toBe('* main');
      expect(await auditOf(flow, 'import.proposed')).toEqual([]);
      const first = await expectKedge(flow, 0, words);
      expect(first.stdout).toMatch(
        /^Proposed {2}stack: branch kedge\/import-[0-9a-f]{12}, commit [0-9a-f]{12}\.\n/,
      );
      expect((await refusal(flow, ['light_thing.z', 'z', 'stack', '--reason', 'once more'])).code).toBe(
        'branch_exists',
      );
    },
    MINUTES,
  );

  it(
    'is pushed where that is asked',
    async () => {
      const flow = await flowOf();
      await flow.add('light_thing', MADE);
      flow.git('init', '--quiet', '--bare', '../far');
      flow.git('remote', 'add', 'origin', '../far');
      const words = ['light_thing.z', 'z', 'stack', '--reason', 'made by hand', '--push', 'origin'];
      const told = await proposedImport(flow, words);
      expect(told.pushed_to).toBe('origin');
      expect(flow.git('ls-remote', 'origin', told.branch)).toContain(told.commit);
    },
    MINUTES,
  );
});

describe.skipIf(missing !== null)(`an import${because(missing)}`, () => {
  it(
    'adds the import block alone where the code has the block and an apply would run into what exists',
    async () => {
      const flow = await flowOf();
      await flow.write({
        'stack/main.tf': `${CODE}# ours
resource "light_thing" "z" {
  for_each = toset(["z"])
  name     = each.key
}
resource "light_thing" "reader" {
  name   = "reader"
  labels = { of = light_thing.z["z"].revision }
}
output "of" {
  value = light_thing.z["z"].revision
}
`,
      });
      flow.commit('second');
      await flow.add('light_thing', { id: 'z', name: 'z', revision: 4 });
      const told = await proposedImport(flow, [
        'light_thing.z["z"]',
        'z',
        'stack',
        '--reason',
        'made by hand',
      ]);
      expect(told.patch.split('\n').filter((line) => /^[+-](?![+-])/.test(line))).toEqual([
        '+',
        '+import {',
        '+  to = light_thing.z["z"]',
        '+  id = "z"',
        '+}',
        '+',
      ]);
      flow.git('merge', '--quiet', '--ff-only', told.branch);
      expect(await flow.terraform(['fmt', '-check'])).toBe('');
      expect(await flow.terraform(['plan', '-input=false', '-no-color'])).toContain(
        'Plan: 1 to import, 1 to add, 0 to change, 0 to destroy.',
      );
    },
    MINUTES,
  );

  it(
    'goes into the module that is called once, with the import block in the root',
    async () => {
      const code = `${LIGHT}
provider "light" {
  alias  = "west"
  region = "west"
}
module "inner" {
  source    = "./inner"
  providers = { light = light.west }
}
`;
      const flow = await flowOf({
        'stack/main.tf': code,
        'stack/inner/things.tf': `${LIGHT}\nresource "light_thing" "b" {\n  name = "b"\n}\n`,
      });
      await flow.add('light_thing', MADE);
      const told = await proposedImport(flow, [
        'module.inner.light_thing.z',
        'z',
        'stack',
        '--reason',
        'made by hand',
      ]);
      expect(told.files).toEqual(['stack/inner/things.tf', 'stack/imports.tf']);
      expect(flow.git('show', `${told.branch}:stack/inner/things.tf`)).not.toContain('provider =');
      flow.git('merge', '--quiet', '--ff-only', told.branch);
      expect(await flow.terraform(['fmt', '-check', '-recursive'])).toBe('');
      expect(await flow.terraform(['plan', '-input=false', '-no-color'])).toContain(
        'Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.',
      );
    },
    MINUTES,
  );

  it(
    'of a type that the stack has none of goes into a file of its own',
    async () => {
      const flow = await flowOf();
      await flow.add('aws_sqs_queue', { id: 'https://q/jobs', name: 'jobs', visibility_timeout_seconds: 30 });
      await flow.write({ 'stack/main.tf': `${CODE}provider "aws" {}\n` });
      await flow.terraform(['init', '-input=false', `-plugin-dir=${flow.mirror}`]);
      flow.commit('second');
      const told = await proposedImport(flow, [
        'aws_sqs_queue.jobs',
        'https://q/jobs',
        'stack',
        '--reason',
        'made by hand',
      ]);
      expect(told.files).toEqual(['stack/sqs_queue.tf']);
    },
    MINUTES,
  );

  it(
    'is refused with what it would change',
    async () => {
      const flow = await flowOf();
      await flow.write({
        'stack/main.tf': `${CODE}resource "light_thing" "z" {\n  name   = "z"\n  number = 5\n}\n`,
      });
      flow.commit('second');
      await flow.add('light_thing', { ...MADE, config: [], labels: null, zones: null, document: null });
      const refused = await refusal(flow, ['light_thing.z', 'z', 'stack', '--reason', 'made by hand']);
      expect(refused).toMatchObject({ code: 'import_changes' });
      expect(refused.sentence).toContain('light_thing.z.number would change from 3 to 5');
      expect(flow.git('branch', '--list').trim()).toBe('* main');
    },
    MINUTES,
  );

  it(
    'of a sensitive value that the code would have to hold is refused with the name of the attribute',
    async () => {
      const flow = await flowOf();
      await flow.add('light_thing', { id: 'z', name: 'z', secret: 'canary-hunter2-canary' });
      const run = await flow.kedge([
        'import',
        'light_thing.z',
        'z',
        'stack',
        '--reason',
        'made by hand',
        '--json',
        '-v',
      ]);
      expect(run.exitCode, run.stderr).toBe(4);
      expect(run.stdout).toMatch(/light_thing\.z\.secret/);
      expect(run.stdout + run.stderr).not.toContain('hunter2');
    },
    MINUTES,
  );

  it(
    'of a secret in a plain attribute is refused before anything is stored in Git',
    async () => {
      const flow = await flowOf();
      const document = JSON.stringify({ user: 'u', password: 'canary-hunter2-canary' });
      await flow.add('light_thing', { id: 'z', name: 'z', document });
      const run = await flow.kedge([
        'import',
        'light_thing.z',
        'z',
        'stack',
        '--reason',
        'made by hand',
        '--json',
        '-v',
      ]);
      expect(run.exitCode, run.stderr).toBe(4);
      expect(importJson(run).refusals).toMatchObject([{ code: 'secret' }]);
      expect(run.stdout).toContain('(document)');
      expect(run.stdout + run.stderr).not.toContain('hunter2');
      expect(flow.git('cat-file', '--batch-all-objects', '--batch')).not.toContain('hunter2');
    },
    MINUTES,
  );

  it(
    'is refused where the address or the object is in the state, where the provider finds nothing, and where code is not committed',
    async () => {
      const flow = await flowOf({
        'stack/mod/main.tf': LIGHT,
        'stack/mods.tf': 'module "two" {\n  source = "./mod"\n  count  = 2\n}\n',
      });
      const codeOf = async (address: string, id: string): Promise<string> =>
        (await refusal(flow, [address, id, 'stack', '--reason', 'made by hand'])).code;
      expect(await codeOf('light_thing.a', 'a')).toBe('in_state');
      expect(await codeOf('light_thing.b', 'a')).toBe('held');
      expect(await codeOf('light_thing.b', 'nothing')).toBe('not_found');
      expect(await codeOf('light_thing.b["x"]', 'b')).toBe('instance');
      expect(await codeOf('module.two.light_thing.b', 'b')).toBe('instance');
      expect(await codeOf('module.none.light_thing.b', 'b')).toBe('no_module');
      expect(await codeOf('data.light_lookup.b', 'b')).toBe('bad_address');
      await flow.write({ 'stack/main.tf': `${CODE}# more\n` });
      expect(await codeOf('light_thing.b', 'b')).toBe('code_dirty');
      await expectKedge(flow, 1, ['import', 'light_thing.b', 'b', 'nowhere', '--reason', 'made by hand']);
    },
    MINUTES,
  );
});
