import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createFlow, type Flow } from '../remedy-flow/flow-fixture.ts';
import { REPOSITORY } from './markdown-page.ts';
import { runInShell, type LineResult } from './reader-folder.ts';

/**
 * A shop whose stack `checkout` was applied, committed and then changed by hand in three places: what the pages about
 * decisions and fixes are followed in. Reality is the light provider's, so that a fix takes seconds.
 */
export interface ShopFolder {
  /** Runs one line of the documentation in a shell. */
  run(line: string): Promise<LineResult>;
}

/** The alarm is the one of examples/plans/checkout.json, so that it has the same fingerprint on every page. */
const FILES: Readonly<Record<string, string>> = {
  'checkout/main.tf': `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "1.0.0"
    }
  }
}
`,
  'checkout/variables.tf': `variable "error_rate_limit" {
  description = "Percent of the checkouts that may fail."
  type        = number
  default     = 2 # above it the team is woken
}
`,
  'checkout/alarms.tf': `resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "checkout-error-rate"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  threshold           = var.error_rate_limit
}
`,
  'checkout/queues.tf': `resource "aws_sqs_queue" "receipts" {
  name                       = "receipts"
  visibility_timeout_seconds = 30
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = { owner = "payments", service = "checkout" }
}
`,
};

const CONFIG = `stacks:
  - path: checkout
    owner: '@payments'
    channel: '#inc-checkout'
`;

/** The day until which the documentation accepts something; it stands for one that is always ahead. */
const DOCUMENTED_DAY = '2027-01-31';
const AHEAD_MS = 60 * 24 * 60 * 60 * 1000;

/** Gone when the running test ends. */
export async function shopFolder(): Promise<ShopFolder> {
  const flow = await createFlow({ files: FILES, stacks: ['checkout'], config: CONFIG });
  await changeByHand(flow);
  const bin = join(flow.root, 'bin');
  await mkdir(bin, { recursive: true });
  const kedge = join(bin, 'kedge');
  await writeFile(
    kedge,
    `#!/bin/sh\nexec '${process.execPath}' '${join(REPOSITORY, 'src/cli/main.ts')}' "$@"\n`,
  );
  await chmod(kedge, 0o755);
  const path = [bin, process.env['PATH'] ?? ''].join(delimiter);
  const defined = Object.entries({ ...flow.env, PATH: path }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const day = new Date(Date.now() + AHEAD_MS).toISOString().slice(0, 10);
  return {
    run: async (line) => {
      const spoken = line.replaceAll(DOCUMENTED_DAY, day);
      const result = await runInShell(spoken, flow.repo, Object.fromEntries(defined));
      return { ...result, stdout: result.stdout.replaceAll(day, DOCUMENTED_DAY) };
    },
  };
}

async function changeByHand(flow: Flow): Promise<void> {
  const queue = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
  await flow.change('aws_cloudwatch_metric_alarm', 'checkout-error-rate', { threshold: 50 });
  await flow.change('aws_sqs_queue', queue('receipts'), { visibility_timeout_seconds: 5 });
  await flow.change('aws_sqs_queue', queue('orders'), {
    tags: { owner: 'checkout-team', service: 'checkout' },
  });
}
