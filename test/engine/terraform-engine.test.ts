import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createStackFixture,
  ENGINES,
  folderDigest,
  type StackFixture,
} from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { accessDenied, startLightProvider, type LightProvider } from '#test/light-provider/light-provider.ts';
import type { EngineProgress } from '#ports/engine.ts';

const CODE = `
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  tags = { team = "shop" }
}
resource "aws_sqs_queue" "mails" {
  name = "mails"
}
`;

for (const { name, missing } of ENGINES) {
  describe.skipIf(missing)(`${name} with a provider (needs it on the PATH)`, () => {
    let fixture: StackFixture;
    let provider: LightProvider;

    beforeEach(async () => {
      fixture = await createStackFixture(name);
      provider = await startLightProvider();
      Object.assign(fixture.env, provider.env);
      await fixture.write({ 'stack/main.tf': CODE });
      await fixture.asUser(['init', '-input=false']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false']);
      await fixture.asUser(['apply', '-auto-approve', '-input=false', '-refresh-only']);
    });
    afterEach(async () => {
      await provider.stop();
      await fixture.remove();
    });

    const queue = (queueName: string): string => {
      const id = provider.cloud.list('aws_sqs_queue').find((object) => object['name'] === queueName)?.['id'];
      return typeof id === 'string' ? id : 'absent';
    };

    it('reads every resource once and finds nothing', async () => {
      const told: EngineProgress[] = [];
      const before = provider.cloud.reads;
      expect(await fixture.plan({}, { onProgress: (progress) => told.push(progress) })).toMatchObject({
        kind: 'unchanged',
        resourcesRead: 2,
      });
      expect(provider.cloud.reads - before).toBe(2);
      expect(told.at(-1)).toEqual({ kind: 'resources', read: 2, known: 2 });
    });

    it('sees a change and a deletion made behind its back, and touches nothing', async () => {
      const before = await folderDigest(fixture.folder());
      provider.cloud.change('aws_sqs_queue', queue('jobs'), { tags: { team: 'other' } });
      provider.cloud.remove('aws_sqs_queue', queue('mails'));
      const clouded = JSON.stringify(provider.cloud.list('aws_sqs_queue'));
      const outcome = await fixture.plan();
      if (outcome.kind !== 'changed') throw new Error(`not changed: ${JSON.stringify(outcome)}`);
      const plan = JSON.parse(outcome.planJson) as { resource_drift: { address: string }[] };
      expect(new Set(plan.resource_drift.map(({ address }) => address))).toEqual(
        new Set(['aws_sqs_queue.jobs', 'aws_sqs_queue.mails']),
      );
      expect(await folderDigest(fixture.folder())).toBe(before);
      expect(JSON.stringify(provider.cloud.list('aws_sqs_queue'))).toBe(clouded);
      expect(provider.calls.get('ApplyResourceChange')).toBe(2);
    });

    it('sees a change that the code ignores, although no change is planned', async () => {
      await fixture.write({
        'stack/main.tf': CODE.replace(
          '"shop" }',
          '"shop" }\n  lifecycle {\n    ignore_changes = [tags]\n  }',
        ),
      });
      provider.cloud.change('aws_sqs_queue', queue('jobs'), { tags: { team: 'other' } });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed' });
    });

    it('reads reality although the environment tells the engine not to', async () => {
      fixture.env['TF_CLI_ARGS_plan'] = '-refresh=false -lock=true -input=true';
      provider.cloud.change('aws_sqs_queue', queue('jobs'), { tags: { team: 'other' } });
      expect(await fixture.plan()).toMatchObject({ kind: 'changed', resourcesRead: 2 });
    });

    it('names the permission that the provider asks for', async () => {
      provider.cloud.failRead(
        'aws_sqs_queue',
        accessDenied('sqs:GetQueueAttributes', 'SQS Queue (jobs)'),
        queue('jobs'),
      );
      expect(await fixture.plan()).toMatchObject({
        kind: 'unknown',
        reason: 'unauthorised',
        missingAction: 'sqs:GetQueueAttributes',
      });
    });

    it.each([
      ['answers the request to stop', true],
      ['is stuck', false],
    ])('ends when it is stopped and the provider %s', async (_, untilStop) => {
      await fixture.plan();
      const hang = provider.cloud.hangReads({ untilStop });
      const controller = new AbortController();
      const scan = fixture.plan({}, { signal: controller.signal });
      await hang.reached;
      controller.abort();
      expect(await scan).toMatchObject({ kind: 'unknown', reason: 'cancelled' });
      const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'stat=,args=']);
      expect(stdout.split('\n').filter((line) => line.includes(fixture.cache.root))).toEqual([]);
      expect(await readdir(join(fixture.cache.root, 'runs'))).toEqual([]);
    });
  });
}
