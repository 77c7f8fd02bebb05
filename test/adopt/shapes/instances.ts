import { code, queue, type Shape } from '../shape.ts';

const timeout =
  (name: string, seconds = 45): Shape['drift'] =>
  (cloud) => {
    cloud.change('aws_sqs_queue', queue(name), { visibility_timeout_seconds: seconds });
  };

/** Resources with for_each or count, whose instances have entries of their own. */
export const instanceShapes: readonly Shape[] = [
  {
    name: 'an entry of the map that for_each goes over, by each.value',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          for_each = {
            eu = 31
            us = 32
          }
          name                       = "jobs-\${each.key}"
          visibility_timeout_seconds = each.value
        }
      `,
    },
    drift: timeout('jobs-us'),
    changed: { 'main.tf': ['-    us = 32', '+    us = 45'] },
  },
  {
    name: 'an entry of a map elsewhere, by each.key',
    files: {
      'main.tf': code`
        variable "timeouts" {
          type = map(number)
          default = {
            eu = 31
            us = 32
          }
        }

        resource "aws_sqs_queue" "jobs" {
          for_each                   = toset(["eu", "us"])
          name                       = "jobs-\${each.value}"
          visibility_timeout_seconds = var.timeouts[each.key]
        }
      `,
    },
    drift: timeout('jobs-us'),
    changed: { 'main.tf': ['-    us = 32', '+    us = 45'] },
  },
  {
    name: 'an entry that gets a member it did not have',
    files: {
      'main.tf': code`
        locals {
          queues = {
            "eu.west" = {}
            us        = { timeout = 32 }
          }
        }

        resource "aws_sqs_queue" "jobs" {
          for_each                   = local.queues
          name                       = "jobs-\${each.key == "us" ? "us" : "eu"}"
          visibility_timeout_seconds = lookup(each.value, "timeout", 30)
        }
      `,
    },
    drift: timeout('jobs-eu'),
    changed: {
      'main.tf': [
        '-    "eu.west" = {}',
        '-    us        = { timeout = 32 }',
        '+    "eu.west" = {',
        '+      timeout = 45',
        '+    }',
        '+    us = { timeout = 32 }',
      ],
    },
  },
  {
    name: 'an element of a list, by count.index',
    files: {
      'main.tf': code`
        locals {
          queues = [
            { name = "a", timeout = 31 },
            { name = "b", timeout = 32 },
          ]
        }

        resource "aws_sqs_queue" "jobs" {
          count                      = length(local.queues)
          name                       = local.queues[count.index].name
          visibility_timeout_seconds = local.queues[count.index]["timeout"]
        }
      `,
    },
    drift: timeout('b'),
    changed: {
      'main.tf': ['-    { name = "b", timeout = 32 },', '+    { name = "b", timeout = 45 },'],
    },
  },
  {
    name: 'an element of a list that a for expression turns into a map',
    files: {
      'main.tf': code`
        variable "queues" {
          default = [
            { name = "a", timeout = 31 },
            { name = "b", timeout = 32 },
          ]
        }

        resource "aws_sqs_queue" "jobs" {
          for_each                   = { for queue in var.queues : queue.name => queue }
          name                       = each.key
          visibility_timeout_seconds = each.value.timeout
        }
      `,
    },
    drift: timeout('b'),
    changed: {
      'main.tf': ['-    { name = "b", timeout = 32 },', '+    { name = "b", timeout = 45 },'],
    },
  },
  {
    name: 'the only instance of a resource that a condition switches on',
    files: {
      'main.tf': code`
        variable "stage" {
          default = "live"
        }

        resource "aws_sqs_queue" "jobs" {
          count                      = var.stage == "live" ? 1 : 0
          name                       = "jobs"
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift: timeout('jobs'),
    changed: {
      'main.tf': ['-  visibility_timeout_seconds = 30', '+  visibility_timeout_seconds = 45'],
    },
  },
  {
    name: 'an entry of a map that a condition switches on',
    files: {
      'main.tf': code`
        variable "create" {
          default = true
        }

        locals {
          queues = { eu = 31, us = 32 }
        }

        resource "aws_sqs_queue" "jobs" {
          for_each                   = var.create ? local.queues : {}
          name                       = "jobs-\${each.key}"
          visibility_timeout_seconds = each.value
        }
      `,
    },
    drift: timeout('jobs-eu'),
    changed: {
      'main.tf': ['-  queues = { eu = 31, us = 32 }', '+  queues = { eu = 45, us = 32 }'],
    },
  },
  {
    name: 'what all instances share, when all of them changed alike',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          count = 2
          name  = "jobs-\${count.index}"
        }

        resource "aws_sqs_queue" "mails" {
          count                      = 2
          name                       = "mails-\${count.index}"
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift(cloud) {
      for (const name of ['jobs-0', 'jobs-1', 'mails-0', 'mails-1']) timeout(name)(cloud);
    },
    changed: {
      'main.tf': [
        '-  count = 2',
        '-  name  = "jobs-${count.index}"',
        '+  count                      = 2',
        '+  name                       = "jobs-${count.index}"',
        '+  visibility_timeout_seconds = 45',
        '-  visibility_timeout_seconds = 30',
        '+  visibility_timeout_seconds = 45',
      ],
    },
  },
];
