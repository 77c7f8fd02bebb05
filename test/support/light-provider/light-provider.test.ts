import { access } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { appliedWorkspace, serveLightProvider, workspaceOf } from './applied-workspace.ts';
import { plannedChanges } from './planned-changes.ts';
import { requireLight } from './workspace.ts';

const everyType = `${requireLight}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = 0.1
  dimensions          = { Queue = "orders" }
  alarm_actions       = ["arn:b", "arn:a"]
}
resource "aws_security_group" "a" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_s3_bucket" "a" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_sqs_queue" "a" {
  name = "orders"
  tags = { team = "shop" }
}
resource "aws_iam_role" "a" {
  name               = "worker"
  assume_role_policy = jsonencode({ Statement = [] })
  inline_policy {
    name   = "read"
    policy = jsonencode({ Statement = [] })
  }
}
resource "aws_instance" "a" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 20
  }
}
resource "aws_db_instance" "a" {
  identifier = "main"
  engine     = "postgres"
  username   = "root"
  password   = "correct horse"
}
resource "aws_lambda_function" "a" {
  function_name = "resize"
  environment {
    variables = { SIZE = "1" }
  }
}
resource "light_thing" "a" {
  name     = "one"
  number   = 2.5
  settings = { mode = "fast" }
  config {
    name = "first"
  }
  rules {
    name = "ssh"
    port = 22
  }
}
`;

const queue = `resource "aws_sqs_queue" "a" {
  name = "orders"
}
`;

const thing = (body: string): string => `${requireLight}
resource "light_thing" "a" {
  name = "one"
${body}
}
`;

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/orders';

describe('apply and plan', () => {
  it('applies an object of every type and then plans no change', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(everyType);
    expect(cloud.get('aws_cloudwatch_metric_alarm', 'errors')).toMatchObject({
      arn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:errors',
      threshold: 0.1,
      treat_missing_data: 'missing',
    });
    expect(cloud.list('aws_instance')).toMatchObject([
      { root_block_device: [{ volume_size: 20, volume_type: 'gp3' }] },
    ]);
    const echo = await plannedChanges(workspace);
    expect(echo.drift.map(({ address }) => address)).toEqual(['aws_s3_bucket.a']);
    expect(echo.changes).toEqual([]);
    await workspace.refresh();
    expect(await plannedChanges(workspace)).toEqual({ drift: [], changes: [] });
  });

  it('leaves no lock file and no .terraform folder', async () => {
    const { folder } = await appliedWorkspace(queue);
    await expect(access(join(folder, '.terraform.lock.hcl'))).rejects.toThrow('ENOENT');
    await expect(access(join(folder, '.terraform'))).rejects.toThrow('ENOENT');
  });

  it('updates in place, counts the revision up, and leaves alone what the plan does not change', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(thing('  number = 1'));
    await workspace.write('main.tf', thing('  number = 2'));
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift).toEqual([]);
    expect(changes).toMatchObject([{ change: { actions: ['update'], after_unknown: { revision: true } } }]);
    cloud.change('light_thing', 'one', { flag: true });
    expect(await workspace.terraform(['apply', 'plan.bin'])).toMatchObject({ exitCode: 0 });
    expect(cloud.get('light_thing', 'one')).toMatchObject({ number: 2, revision: 2, flag: true });
  });

  it('replaces an object when an attribute changes that its type cannot change', async () => {
    const workspace = await appliedWorkspace(queue);
    await workspace.write('main.tf', queue.replace('orders', 'payments'));
    expect((await plannedChanges(workspace)).changes).toMatchObject([
      { change: { actions: ['delete', 'create'], after_unknown: { id: true, arn: true } } },
    ]);
    await workspace.apply();
    expect(workspace.cloud.list('aws_sqs_queue')).toMatchObject([{ name: 'payments' }]);
  });

  it('imports an object that the test created in the cloud', async () => {
    const provider = await serveLightProvider();
    provider.cloud.create('aws_sqs_queue', { name: 'orders', tags: { team: 'shop' } });
    const workspace = await workspaceOf(provider, queue.replace('}', '  tags = { team = "shop" }\n}'));
    const imported = await workspace.terraform(['import', '-no-color', 'aws_sqs_queue.a', queueUrl]);
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(await plannedChanges(workspace)).toEqual({ drift: [], changes: [] });
  });

  it('moves a state from one type to another', async () => {
    const role = 'resource "aws_iam_role" "a" {\n  name = "one"\n  assume_role_policy = "{}"\n}\n';
    const workspace = await appliedWorkspace(`${requireLight}${role}`);
    workspace.cloud.create('light_thing', { name: 'one' });
    await workspace.write(
      'main.tf',
      `${thing('')}moved {\n  from = aws_iam_role.a\n  to = light_thing.a\n}\n`,
    );
    const moved = { address: 'light_thing.a', previous_address: 'aws_iam_role.a' };
    expect((await plannedChanges(workspace)).drift).toMatchObject([moved]);
  });

  it('reads a data source, and says when there is nothing to read', async () => {
    const provider = await serveLightProvider();
    const code = `${requireLight}
data "light_lookup" "zone" {
  name = "zone"
}
output "zone" {
  value = data.light_lookup.zone.value
}
`;
    const workspace = await workspaceOf(provider, code);
    await expect(workspace.apply()).rejects.toThrow('no light_lookup named zone');
    provider.cloud.create('light_lookup', { name: 'zone', value: 'Z1' });
    await workspace.apply();
    expect(await workspace.terraform(['output', '-raw', 'zone'])).toMatchObject({ stdout: 'Z1' });
    expect(provider.cloud.readsOf('light_lookup')).toBe(2);
  });
});

describe('counts and company', () => {
  it('counts the calls and the reads', async () => {
    const { cloud, calls, ...workspace } = await appliedWorkspace(queue);
    expect(calls.get('ApplyResourceChange')).toBe(1);
    expect(cloud.reads).toBe(0);
    await workspace.terraform(['plan']);
    expect(calls.get('ApplyResourceChange')).toBe(1);
    expect(calls.get('ReadResource')).toBe(1);
    expect(cloud.readsOf('aws_sqs_queue')).toBe(1);
    expect(cloud.reads).toBe(1);
  });

  it('serves several clouds from one process at once', async () => {
    const workspaces = await Promise.all(
      [1, 2, 3].map((number) => appliedWorkspace(thing(`  number = ${number}`))),
    );
    workspaces[1]?.cloud.change('light_thing', 'one', { number: 7 });
    const plans = await Promise.all(workspaces.map(plannedChanges));
    expect(plans.map(({ drift }) => drift.length)).toEqual([0, 1, 0]);
    expect(workspaces.map(({ cloud }) => cloud.get('light_thing', 'one')?.['number'])).toEqual([1, 7, 3]);
  });
});
