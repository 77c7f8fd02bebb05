import type { Page } from 'playwright-core';
import { createFlow, LIGHT, type Flow } from '../remedy-flow/flow-fixture.ts';

const AWS = LIGHT.replace('light = {', 'aws = {').replace('kedge/light', 'hashicorp/aws');

const CHECKOUT = `${AWS}
variable "error_threshold" {
  default = 2
}

# Wakes somebody.
resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "checkout-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = var.error_threshold
  metric_name         = "5xx"
  namespace           = "Checkout"
}

resource "aws_s3_bucket" "receipts" {
  bucket = "checkout-receipts"
}

resource "aws_s3_bucket_policy" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ReadReceipts"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::000000000000:role/checkout" }
        Action    = ["s3:GetObject"]
        Resource  = ["arn:aws:s3:::checkout-receipts/*"]
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::checkout-receipts/*"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
`;

const QUEUES = `${AWS}
resource "aws_sqs_queue" "work" {
  for_each                   = toset(["invoices", "mails", "refunds"])
  name                       = each.key
  visibility_timeout_seconds = 60
  tags                       = { team = "payments" }
}
`;

/** It declares what the provider does not know, so no plan of it can be made. */
const BROKEN = `${AWS}
resource "aws_nothing_like_this" "x" {}
`;

const CONFIG = `stacks:
  - path: envs/prod/checkout
    owner: '@payments'
  - path: envs/prod/queues
    owner: '@payments'
`;

/** What the ids of its queues begin with. */
export const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/000000000000';

export const ALARM = 'aws_cloudwatch_metric_alarm.error_rate';

/** A small shop, applied to a light cloud, and what people did to it behind Terraform's back. */
export async function createShop(): Promise<Flow> {
  const flow = await createFlow({
    files: {
      'envs/prod/checkout/main.tf': CHECKOUT,
      'envs/prod/queues/main.tf': QUEUES,
    },
    stacks: ['envs/prod/checkout', 'envs/prod/queues'],
    config: CONFIG,
  });
  await flow.write({ 'envs/prod/search/main.tf': BROKEN });
  flow.commit('search, not finished');
  await flow.change('aws_cloudwatch_metric_alarm', 'checkout-errors', { threshold: 50 });
  await flow.change('aws_s3_bucket', 'checkout-receipts', { policy: OPENED });
  for (const name of ['invoices', 'mails', 'refunds']) {
    await flow.change('aws_sqs_queue', `${QUEUE_URL}/${name}`, { visibility_timeout_seconds: 5 });
  }
  return flow;
}

const OPENED = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadReceipts',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: ['arn:aws:s3:::checkout-receipts/*'],
    },
    {
      Sid: 'DenyPlainHttp',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::checkout-receipts/*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});

/** Adds the folder as a source, as a person does, and waits until its stacks stand on the overview. */
export async function addShop(page: Page, flow: Flow): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add a source' }).click();
  await page.getByLabel('What it is').selectOption('folder');
  await page.getByLabel('Name', { exact: true }).fill('shop');
  await page.getByLabel('Folder', { exact: true }).fill(flow.repo);
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'shop' }).waitFor();
}

const STACKS = ['checkout', 'queues', 'search'];

/** Asks for a scan of each stack, and waits until none is unread. */
export async function scanAll(page: Page, url: string): Promise<void> {
  for (const stack of STACKS) {
    // Found by the first reading of the source, which may still be going on: the list says so by itself.
    await page.goto(`${url}/stacks`);
    await page.getByRole('link', { name: `envs/prod/${stack}` }).click();
    await page.getByRole('button', { name: /Scan now|see it live/ }).click();
    await page
      .getByRole('dialog')
      .getByText(/Scan done|Scan failed/)
      .waitFor();
    await page.keyboard.press('Escape');
  }
}
