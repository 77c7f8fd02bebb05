import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { cleanConfiguration, type CleanConfiguration } from './clean-configuration.ts';
import type { Degree } from './needless-attribute.ts';

const without = skipReason(await realParts(), ['terraform']);

async function cleaned(text: string, degree: Degree = 'unset'): Promise<CleanConfiguration> {
  const answer = await cleanConfiguration(text, degree);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.clean;
}

// In the shape that Terraform 1.x and the AWS provider give.
const GENERATED = `# __generated__ by Terraform
# Please review these resources and move them into your main configuration files.

# __generated__ by Terraform from "sg-1"
resource "aws_security_group" "web" {
  description = "Web # 1"
  ingress = [{
    cidr_blocks      = ["10.0.0.0/8"]
    description      = ""
    ipv6_cidr_blocks = []
    prefix_list_ids  = null
  }]
  name                   = "web"
  name_prefix            = null
  revoke_rules_on_delete = null
  tags                   = {}
  tags_all = {
    team = "a"
  }
  vpc_id = "vpc-1"
  timeouts {
    create = null
    delete = null
  }
}

# __generated__ by Terraform
resource "aws_db_instance" "main" {
  engine   = "postgres"
  password = null # sensitive
  policy   = <<-EOT
    tags_all = null

    # not a comment
  EOT
  replicas = []
  restore_to_point_in_time {
    source_id  = null
    identifier = "x"
  }
  scaling {
    a = null
  }
  timeouts {
    create = "5m"
    delete = null
  }
  username = ""
}
`;

const UNSET = `resource "aws_security_group" "web" {
  description = "Web # 1"
  ingress = [{
    cidr_blocks      = ["10.0.0.0/8"]
    description      = ""
    ipv6_cidr_blocks = []
    prefix_list_ids  = null
  }]
  name   = "web"
  tags   = {}
  vpc_id = "vpc-1"
}

resource "aws_db_instance" "main" {
  engine   = "postgres"
  policy   = <<-EOT
    tags_all = null

    # not a comment
  EOT
  replicas = []
  restore_to_point_in_time {
    identifier = "x"
  }
  scaling {
  }
  timeouts {
    create = "5m"
  }
  username = ""
}
`;

describe('generated configuration', () => {
  it('loses comments and what says nothing, and no value loses a member', async () => {
    const { text, dropped } = await cleaned(GENERATED);
    expect(text).toBe(UNSET);
    expect(dropped.map(({ resource, path, why }) => `${resource} ${path}: ${why}`)).toEqual([
      'aws_security_group.web name_prefix: unset',
      'aws_security_group.web revoke_rules_on_delete: unset',
      'aws_security_group.web tags_all: computed',
      'aws_security_group.web timeouts: unset',
      'aws_db_instance.main password: withheld',
      'aws_db_instance.main restore_to_point_in_time.source_id: unset',
      'aws_db_instance.main scaling.a: unset',
      'aws_db_instance.main timeouts.delete: unset',
    ]);
  });

  it('loses empty values only where a plan is to prove it', async () => {
    const { text, dropped } = await cleaned(GENERATED, 'empty');
    expect(dropped.filter(({ why }) => why === 'empty').map(({ path }) => path)).toEqual([
      'tags',
      'replicas',
      'username',
    ]);
    expect(text).toContain('    ipv6_cidr_blocks = []\n');
    expect(text).not.toMatch(/^ {2}(?:tags|replicas|username)\b/m);
  });

  it('that is clean stays as it is', async () => {
    expect((await cleaned(UNSET)).text).toBe(UNSET);
    expect((await cleaned('')).text).toBe('');
  });

  it('is left alone where a line holds more than one thing, and outside of resources', async () => {
    const text = `resource "a_b" "c" {
  timeouts { create = null }
}

import {
  to = a_b.c
  id = null
}
`;
    expect(await cleaned(text, 'empty')).toEqual({ text, dropped: [] });
  });

  it('of other providers keeps what only looks like an echo', async () => {
    const text = 'resource "other_x" "c" {\n  tags_all = { a = 1 }\n}\n';
    expect((await cleaned(text)).text).toBe(text);
  });

  it('that cannot be read is refused', async () => {
    expect(await cleanConfiguration('resource "a" {', 'unset')).toEqual({
      problem: 'Could not read the configuration that the engine generated: it is not valid HCL.',
    });
  });
});

describe.skipIf(without !== null)(`what is left${because(without)}`, () => {
  it.each(['unset', 'empty'] as const)('of %s is formatted as terraform fmt does', async (degree) => {
    const { text } = await cleaned(GENERATED, degree);
    const env = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' };
    expect(execFileSync('terraform', ['fmt', '-'], { input: text, env, encoding: 'utf8' })).toBe(text);
  });
});
