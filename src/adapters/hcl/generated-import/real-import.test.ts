import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { cleanConfiguration } from './clean-configuration.ts';

const parts = await realParts();
const without = skipReason(parts, MOTO_STACK_PARTS);

/** What somebody made in the console, and how code would name it. */
async function makeObjects(stack: MotoStack): Promise<Readonly<Record<string, string>>> {
  const made = async (...args: readonly string[]): Promise<Record<string, string>> =>
    JSON.parse(await stack.aws(...args)) as Record<string, string>;
  const location = ['--create-bucket-configuration', 'LocationConstraint=eu-west-1'];
  await stack.aws('s3api', 'create-bucket', '--bucket', 'logs-1', ...location);
  const group = await made('ec2', 'create-security-group', '--group-name', 'web', '--description', 'Web');
  const id = group['GroupId'] ?? '';
  const rule = ['--protocol', 'tcp', '--port', '443', '--cidr', '10.0.0.0/8'];
  await stack.aws('ec2', 'authorize-security-group-ingress', '--group-id', id, ...rule);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await stack.aws('iam', 'create-role', '--role-name', 'r1', '--assume-role-policy-document', trust);
  return { 'aws_s3_bucket.logs': 'logs-1', 'aws_security_group.web': id, 'aws_iam_role.r': 'r1' };
}

const NO_CHANGE = 'Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.';

describe.skipIf(without !== null)(`the configuration of imported objects${because(without)}`, () => {
  let stack: MotoStack;
  let generated: string;
  const plan = (...args: readonly string[]) => stack.terraform('plan', '-no-color', '-input=false', ...args);

  beforeAll(async () => {
    stack = await openMotoStack(parts);
    const objects = await makeObjects(stack);
    const imports = Object.entries(objects).map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
    await writeFile(join(stack.folder, 'imports.tf'), imports.join('\n'));
    await stack.terraform('init', '-input=false', '-no-color', `-plugin-dir=${parts['aws-provider'] ?? ''}`);
    await plan('-generate-config-out=generated.tf');
    generated = await readFile(join(stack.folder, 'generated.tf'), 'utf8');
    await rm(join(stack.folder, 'generated.tf'));
  }, 180_000);
  afterAll(() => stack.close());

  it.each(['unset', 'empty'] as const)(
    'plans no change when cleaned of what is %s, and is formatted',
    { timeout: 120_000 },
    async (degree) => {
      const answer = await cleanConfiguration(generated, degree);
      if ('problem' in answer) throw new Error(answer.problem);
      const { text, dropped } = answer.clean;
      expect(dropped.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/#|= null/);
      await writeFile(join(stack.folder, 'adopted.tf'), text);
      expect(await stack.terraform('fmt', '-no-color')).toBe('');
      expect(await plan()).toContain(NO_CHANGE);
    },
  );
});
