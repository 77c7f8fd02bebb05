import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { runKedge } from './real-kedge.ts';

const parts = await realParts();
const reason = skipReason(parts, [...MOTO_STACK_PARTS, 'git']);
/** Longer than any of the steps takes on a slow machine. */
const LIMIT_MS = 600_000;

const CODE = `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sns_topic" "orders" {
  name = "orders"
}
`;

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const ROLE = `
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode(${TRUST})
}
`;

describe.skipIf(reason !== null)(`objects that were made by hand in AWS${because(reason)}`, () => {
  let stack: MotoStack;
  let groupId: string;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: stack.folder,
      env: { ...stack.env, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    });
  const commit = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '-m', message);
  };
  /** Imports, merges, and applies as a person does; gives what the branch changed and what the apply said. */
  const taken = async (
    ...words: readonly string[]
  ): Promise<{ readonly patch: string; readonly said: string }> => {
    const { branch, patch } = await runKedge(stack, [
      'import',
      ...words,
      '--reason',
      'made by hand',
      '--json',
    ]);
    git('merge', '--quiet', '--ff-only', branch);
    expect(await stack.terraform('fmt', '-check')).toBe('');
    return { patch, said: await stack.terraform('apply', '-auto-approve', '-input=false', '-no-color') };
  };
  const NOTHING_ELSE = 'Resources: 1 imported, 0 added, 0 changed, 0 destroyed.';

  beforeAll(async () => {
    stack = await openMotoStack(parts);
    await writeFile(join(stack.folder, 'main.tf'), CODE);
    await writeFile(join(stack.folder, '.gitignore'), '.terraform/\n*.tfstate\n*.tfstate.*\n.kedge/\n');
    await stack.apply();
    git('init', '--quiet', '--initial-branch=main');
    commit('first');
    const made = await stack.aws(
      'ec2',
      'create-security-group',
      '--group-name',
      'web',
      '--description',
      'Web',
    );
    groupId = (JSON.parse(made) as { readonly GroupId: string }).GroupId;
    const rule = ['--protocol', 'tcp', '--port', '443', '--cidr', '10.0.0.0/8'];
    await stack.aws('ec2', 'authorize-security-group-ingress', '--group-id', groupId, ...rule);
    await stack.aws('iam', 'create-role', '--role-name', 'ci', '--assume-role-policy-document', TRUST);
  }, LIMIT_MS);

  afterAll(() => stack?.close());

  it(
    'come into code and state without being changed',
    async () => {
      const { patch, said } = await taken('aws_security_group.web', groupId);
      expect(said).toContain(NOTHING_ELSE);
      expect(patch).toContain('+++ b/security_group.tf');
      expect(patch).toContain(`+  id = "${groupId}"`);
      expect(patch).not.toMatch(/= null|tags_all|__generated__/);
    },
    LIMIT_MS,
  );

  it(
    'that the code describes already get the import block that the apply was missing',
    async () => {
      await writeFile(join(stack.folder, 'roles.tf'), ROLE);
      await stack.terraform('fmt');
      commit('a role that exists');
      const roles = await readFile(join(stack.folder, 'roles.tf'), 'utf8');
      const failed = stack.terraform('apply', '-auto-approve', '-input=false', '-no-color');
      await expect(failed).rejects.toThrow(/EntityAlreadyExists/);
      expect((await taken('aws_iam_role.ci', 'ci')).said).toContain(NOTHING_ELSE);
      expect(await readFile(join(stack.folder, 'roles.tf'), 'utf8')).toBe(
        `${roles}\nimport {\n  to = aws_iam_role.ci\n  id = "ci"\n}\n`,
      );
    },
    LIMIT_MS,
  );
});
