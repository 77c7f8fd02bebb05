import { code, queue, type Shape } from '../shape.ts';

const removedBlock = [
  '+removed {',
  '+  from = aws_sqs_queue.mails',
  '+',
  '+  lifecycle {',
  '+    destroy = false',
  '+  }',
];

/** What somebody deleted. */
export const removalShapes: readonly Shape[] = [
  {
    name: 'a resource that is gone gives way to a removed block, its comment goes along',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
        }

        # Nobody reads these.
        resource "aws_sqs_queue" "mails" {
          name = "mails"
        }

        # The next one.
        resource "aws_sqs_queue" "more" {
          name = "more"
        }
      `,
    },
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('mails')),
    changed: {
      'main.tf': [
        '-# Nobody reads these.',
        '-resource "aws_sqs_queue" "mails" {',
        '-  name = "mails"',
        ...removedBlock,
      ],
    },
  },
  {
    name: 'without removed blocks, the block just goes, with one of the empty lines',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
        }

        resource "aws_sqs_queue" "mails" {
          name = "mails"
        }
      `,
    },
    request: { hasRemovedBlocks: false },
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('mails')),
    changed: { 'main.tf': ['-resource "aws_sqs_queue" "mails" {', '-  name = "mails"', '-}', '-'] },
  },
  {
    name: 'an instance of for_each goes by its entry',
    files: {
      'main.tf': code`
        locals {
          queues = {
            eu = { timeout = 31 } # Europe
            us = { timeout = 32 } # America
          }
        }

        resource "aws_sqs_queue" "jobs" {
          for_each                   = local.queues
          name                       = "jobs-\${each.key}"
          visibility_timeout_seconds = each.value.timeout
        }

        resource "aws_sqs_queue" "mails" {
          for_each = toset(["eu", "us"])
          name     = "mails-\${each.key}"
        }
      `,
    },
    drift(cloud) {
      cloud.remove('aws_sqs_queue', queue('jobs-us'));
      cloud.remove('aws_sqs_queue', queue('mails-eu'));
    },
    changed: {
      'main.tf': [
        '-    us = { timeout = 32 } # America',
        '-  for_each = toset(["eu", "us"])',
        '+  for_each = toset(["us"])',
      ],
    },
  },
  {
    name: 'the last instance of count goes by the number',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          count = 3
          name  = "jobs-\${count.index}"
        }
      `,
    },
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('jobs-2')),
    changed: { 'main.tf': ['-  count = 3', '+  count = 2'] },
  },
];
