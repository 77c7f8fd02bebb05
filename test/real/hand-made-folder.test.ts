import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderDigest } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { MOTO_STACK_PARTS, openMotoStack, type MotoStack, type ScanRun } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { call } from './aws-call.ts';

const parts = await realParts();
const reason = skipReason(parts, MOTO_STACK_PARTS);
/** Longer than any of the steps takes on a slow machine. */
const LIMIT_MS = 180_000;

const CODE = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "error-rate"
  namespace           = "Shop"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
}

resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_sns_topic" "orders" {
  name = "orders"
  tags = { Team = "core" }
}
`;

const CHANGES = [
  call(
    `cloudwatch put-metric-alarm --alarm-name error-rate --namespace Shop --metric-name Errors --statistic Sum
     --period 60 --evaluation-periods 3 --comparison-operator GreaterThanThreshold --threshold 50`,
  ),
  call('ec2 authorize-security-group-ingress --group-name web --protocol tcp --port 22 --cidr 0.0.0.0/0'),
  call('sns tag-resource --resource-arn arn:aws:sns:eu-west-1:123456789012:orders --tags Key=Team,Value=ops'),
];

describe.skipIf(reason !== null)(`a folder made by hand${because(reason)}`, () => {
  let stack: MotoStack;
  let digest: string;

  beforeAll(async () => {
    stack = await openMotoStack(parts);
    await writeFile(join(stack.folder, 'main.tf'), CODE);
    await stack.apply();
    digest = await folderDigest(stack.folder);
  }, LIMIT_MS);

  afterAll(() => stack?.close());

  it(
    'is in sync after the apply',
    async () => {
      const run = await stack.scan(await withCliConfig(stack));
      expect(run.exitCode).toBe(0);
      expect(run.report.summary).toMatchObject({ drift: 0, apart: 0, resources_read: 3 });
      expect(run.processes.after).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'has exactly three differences after three changes in the console',
    async () => {
      for (const words of CHANGES) await stack.aws(...words);
      const run = await stack.scan();
      expect(run.exitCode).toBe(2);
      expect(shown(run)).toEqual([
        'critical conflict aws_security_group.web ingress[0] added',
        'high conflict aws_cloudwatch_metric_alarm.error_rate threshold changed',
        'low conflict aws_sns_topic.orders tags["Team"] changed',
      ]);
      expect(run.report.summary.drift).toBe(3);
      expect(run.processes.after).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'is unknown, not drifted and not in sync, to someone who may not read all of it, and says what is missing',
    async () => {
      const env = await almostAllowed(stack);
      const run = await stack.scan({ env });
      expect(run.exitCode).toBe(3);
      expect(run.report.summary.stacks).toEqual({ total: 1, in_sync: 0, drifted: 0, unknown: 1 });
      expect(run.report.stacks[0]).toMatchObject({
        status: 'unknown',
        unknown: { code: 'unauthorised', missing_action: 'cloudwatch:DescribeAlarms' },
        differences: [],
      });
      expect(run.stdout).not.toContain(env['AWS_SECRET_ACCESS_KEY']);
      expect(run.processes.after).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'is unknown when another service answers at the address of the cloud',
    async () => {
      const other = createServer((_request, response) => response.writeHead(404).end('Not here.'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      const run = await stack.scan({ env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` } });
      other.close();
      expect(run.exitCode).toBe(3);
      expect(run.report.summary.stacks).toEqual({ total: 1, in_sync: 0, drifted: 0, unknown: 1 });
      expect(run.report.stacks[0]).toMatchObject({ status: 'unknown', differences: [] });
      expect(run.report.stacks[0]?.unknown?.detail).toContain('StatusCode: 404');
      expect(run.processes.after).toEqual([]);
    },
    LIMIT_MS,
  );

  it('is untouched after four scans', async () => {
    expect(await folderDigest(stack.folder)).toBe(digest);
  });
});

/** As users without a network tell Terraform of their mirror: in its own configuration, and Kedge is told nothing. */
async function withCliConfig(stack: MotoStack): Promise<{ readonly env: Readonly<Record<string, string>> }> {
  const place = join(stack.env['HOME'] ?? '', 'settings');
  await mkdir(place, { recursive: true });
  const file = join(place, 'terraform.rc');
  const mirror = JSON.stringify(stack.env['KEDGE_PROVIDER_MIRROR']);
  await writeFile(file, `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`);
  return { env: { TF_CLI_CONFIG_FILE: file, KEDGE_PROVIDER_MIRROR: '' } };
}

/** Credentials that may read everything but alarms. From here on the cloud checks who asks. */
async function almostAllowed(stack: MotoStack): Promise<Readonly<Record<string, string>>> {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ec2:*', 'sns:*', 'sts:*', 'iam:*'], Resource: '*' }],
  });
  await stack.aws(...call('iam create-user --user-name scanner'));
  await stack.aws(
    ...call('iam put-user-policy --user-name scanner --policy-name read --policy-document', document),
  );
  const answer = await stack.aws(...call('iam create-access-key --user-name scanner --output json'));
  const { AccessKey: key } = JSON.parse(answer) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  };
  await fetch(`${stack.cloud.endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  return { AWS_ACCESS_KEY_ID: key.AccessKeyId, AWS_SECRET_ACCESS_KEY: key.SecretAccessKey };
}

const shown = (run: ScanRun): readonly string[] =>
  run.report.stacks.flatMap(({ differences }) =>
    differences.map((one) => `${one.severity} ${one.class} ${one.address} ${one.path} ${one.change}`),
  );
