import { setImmediate } from 'node:timers/promises';

import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

import type { Json } from '#domain/json.ts';

import { appliedWorkspace } from './applied-workspace.ts';
import { accessDenied, LightCloud } from './light-provider.ts';
import { plannedChanges } from './planned-changes.ts';
import { requireLight } from './workspace.ts';

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

const timeoutChange = (before: number, after: number) => ({
  address: 'aws_sqs_queue.a',
  change: {
    actions: ['update'],
    before: { visibility_timeout_seconds: before },
    after: { visibility_timeout_seconds: after },
  },
});

describe('changes behind the back of Terraform', () => {
  it('shows a console change as drift that the plan takes back', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(queue);
    cloud.change('aws_sqs_queue', queueUrl, { visibility_timeout_seconds: 600 });
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift).toMatchObject([timeoutChange(30, 600)]);
    expect(changes).toMatchObject([timeoutChange(600, 30)]);
    await workspace.apply();
    expect(cloud.get('aws_sqs_queue', queueUrl)).toMatchObject({ visibility_timeout_seconds: 30 });
  });

  it('shows a deletion as drift and plans to create the object', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(queue);
    cloud.remove('aws_sqs_queue', queueUrl);
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift).toMatchObject([{ change: { actions: ['delete'] } }]);
    expect(changes).toMatchObject([{ change: { actions: ['create'] } }]);
  });

  it('shows one more element in a set of objects', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(`resource "aws_security_group" "a" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
`);
    const ssh = { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] };
    for (const { id, ingress } of cloud.list('aws_security_group')) {
      cloud.change('aws_security_group', id as string, { ingress: [...(ingress as Json[]), ssh] });
    }
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift).toMatchObject([{ address: 'aws_security_group.a', change: { actions: ['update'] } }]);
    expect(drift[0]?.change.before?.['ingress']).toHaveLength(1);
    expect(drift[0]?.change.after?.['ingress']).toHaveLength(2);
    expect(drift[0]?.change.after?.['ingress']).toContainEqual({
      ...ssh,
      ipv6_cidr_blocks: [],
      security_groups: [],
      description: '',
      self: false,
    });
    expect(changes[0]?.change.after?.['ingress']).toHaveLength(1);
  });

  it('shows one more block in a set of nested blocks', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(
      thing('  rules {\n    name = "ssh"\n    port = 22\n  }'),
    );
    cloud.change('light_thing', 'one', { rules: [{ name: 'ssh', port: 22 }, { name: 'http' }] });
    const { drift } = await plannedChanges(workspace);
    expect(drift[0]?.change.after?.['rules']).toEqual([
      { name: 'http', port: null, cidr: null },
      { name: 'ssh', port: 22, cidr: null },
    ]);
  });

  it('echoes the policy of a bucket in the bucket itself', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(`resource "aws_s3_bucket" "a" {
  bucket = "logs"
}
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.bucket
  policy = jsonencode({ Statement = [] })
}
`);
    cloud.change('aws_s3_bucket_policy', 'logs', { policy: '{ "Statement": [{}] }' });
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift.map(({ address }) => address)).toEqual(['aws_s3_bucket.a', 'aws_s3_bucket_policy.a']);
    expect(changes.map(({ address }) => address)).toEqual(['aws_s3_bucket_policy.a']);
    cloud.remove('aws_s3_bucket_policy', 'logs');
    expect(cloud.get('aws_s3_bucket', 'logs')).toMatchObject({ policy: null });
    expect((await plannedChanges(workspace)).changes).toMatchObject([{ change: { actions: ['create'] } }]);
  });

  it('marks a sensitive attribute in the plan', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(thing('secret = "first"'));
    cloud.change('light_thing', 'one', { secret: 'rotated' });
    const { drift } = await plannedChanges(workspace);
    expect(drift).toMatchObject([
      {
        change: {
          before: { secret: 'first' },
          after: { secret: 'rotated' },
          before_sensitive: { secret: true },
          after_sensitive: { secret: true },
        },
      },
    ]);
    expect((await workspace.terraform(['show', '-no-color'])).stdout).toContain('(sensitive value)');
  });

  it('never reads a password back', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(`resource "aws_db_instance" "a" {
  identifier = "main"
  engine     = "postgres"
  username   = "root"
  password   = "correct horse"
}
`);
    cloud.change('aws_db_instance', 'main', { password: 'rotated', tags: { by: 'console' } });
    const { drift } = await plannedChanges(workspace);
    expect(drift).toMatchObject([
      { change: { after: { password: 'correct horse', tags: { by: 'console' } } } },
    ]);
  });
});

describe('equal in another form', () => {
  it('answers reads through the hook, and the form alone is no planned change', async () => {
    const workspace = await appliedWorkspace(
      `${queue}${thing('zones = ["b", "a"]\n  document = jsonencode({ a = 1, b = [2] })')}`,
    );
    workspace.cloud.answer('aws_sqs_queue', (object) => ({ ...object, tags: {} }));
    workspace.cloud.answer('light_thing', (object) => ({
      ...object,
      zones: ['a', 'b'],
      document: '{"b": [2], "a": 1}',
    }));
    const { drift, changes } = await plannedChanges(workspace);
    expect(drift).toMatchObject([
      { change: { before: { tags: null }, after: { tags: {} } } },
      {
        change: {
          before: { zones: ['b', 'a'] },
          after: { zones: ['a', 'b'], document: '{"b": [2], "a": 1}' },
        },
      },
    ]);
    expect(changes).toEqual([]);
    workspace.cloud.answer('aws_sqs_queue');
    workspace.cloud.answer('light_thing');
    expect((await plannedChanges(workspace)).drift).toEqual([]);
  });

  it('sees a change of the meaning of a JSON document', async () => {
    const workspace = await appliedWorkspace(thing('document = jsonencode({ a = 1 })'));
    workspace.cloud.change('light_thing', 'one', { document: '{ "a": 2 }' });
    expect((await plannedChanges(workspace)).changes).toMatchObject([
      { change: { before: { document: '{ "a": 2 }' }, after: { document: '{"a":1}' } } },
    ]);
  });
});

describe('faults', () => {
  it('fails the plan with the text of a failed read, and only for that object', async () => {
    const { cloud, ...workspace } = await appliedWorkspace(
      `${queue}${queue.replace('"a"', '"b"').replace('orders', 'b')}`,
    );
    cloud.failRead('aws_sqs_queue', accessDenied('sqs:GetQueueAttributes', 'arn:aws:sqs:::orders'), queueUrl);
    const { exitCode, stderr } = await workspace.terraform(['plan', '-no-color']);
    expect(exitCode).toBe(1);
    const text = stderr.replaceAll(/[│\s]+/g, ' ');
    expect(text).toContain('AccessDenied: User: arn:aws:iam::1:user/x is not authorized to perform');
    expect(text).toContain('with aws_sqs_queue.a');
    expect(text).not.toContain('with aws_sqs_queue.b');
    cloud.clearFaults();
    expect(await plannedChanges(workspace)).toEqual({ drift: [], changes: [] });
  });

  it('does not answer a read before its delay', async () => {
    const cloud = new LightCloud();
    cloud.delay(300);
    const answers: unknown[] = [];
    const read = async (): Promise<void> => {
      answers.push(await cloud.read('aws_sqs_queue', queueUrl));
    };
    const reading = read();
    await setImmediate();
    expect(answers).toEqual([]);
    await reading;
    expect(answers).toEqual([null]);
  });

  it('answers no read while they hang, and all of them once released', async () => {
    const { cloud, calls, ...workspace } = await appliedWorkspace(queue);
    const hang = cloud.hangReads();
    let ended = false;
    const planned = workspace.terraform(['plan']).finally(() => {
      ended = true;
    });
    await hang.reached;
    const plansBefore = calls.get('PlanResourceChange');
    await setImmediate();
    expect(ended).toBe(false);
    expect(calls.get('PlanResourceChange')).toBe(plansBefore);
    hang.release();
    expect(await planned).toMatchObject({ exitCode: 0 });
  });

  it('lets an interrupt end a plan whose reads hang until the provider is asked to stop', async () => {
    const { cloud, calls, env, folder } = await appliedWorkspace(queue);
    const hang = cloud.hangReads({ untilStop: true });
    const planning = execa('terraform', ['plan'], { cwd: folder, env, extendEnv: false, reject: false });
    await hang.reached;
    planning.kill('SIGINT');
    expect(await planning).toMatchObject({ exitCode: 1 });
    expect(calls.get('StopProvider')).toBe(1);
  });

  it('tells a test that names something unknown what there is', async () => {
    const cloud = new LightCloud();
    cloud.create('aws_sqs_queue', { name: 'orders' });
    expect(() => cloud.change('aws_sqs_queue', 'nope', {})).toThrow(`it has: ${queueUrl}`);
    expect(() => cloud.get('aws_queue', 'x')).toThrow('the light cloud has no type aws_queue; it has: aws_');
    expect(() => cloud.create('aws_sqs_queue', { name: 'orders' })).toThrow('already exists');
  });
});
