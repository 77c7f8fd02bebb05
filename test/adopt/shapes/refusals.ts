import { code, light, queue, type Shape } from '../shape.ts';

const timeout =
  (name = 'jobs', seconds = 45): Shape['drift'] =>
  (cloud) => {
    cloud.change('aws_sqs_queue', queue(name), { visibility_timeout_seconds: seconds });
  };

const jobs = (value: string, more = ''): Readonly<Record<string, string>> => ({
  'main.tf': `resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n  visibility_timeout_seconds = ${value}\n}\n${more}`,
});

/** Where an edit would be wrong, or nobody can know that it is right. */
export const refusalShapes: readonly Shape[] = [
  {
    name: 'a conditional',
    files: jobs('1 > 0 ? 30 : 60'),
    drift: timeout(),
    refused: { reason: 'computed', says: /expression at main\.tf:3/ },
  },
  {
    name: 'arithmetic and functions',
    files: jobs('max(10, 3 * 10)'),
    drift: timeout(),
    refused: { reason: 'computed', says: /expression at main\.tf:3/ },
  },
  {
    name: 'an interpolated text',
    files: {
      'main.tf': code`
        locals {
          stage = "live"
        }

        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
          tags = { Name = "jobs-\${local.stage}" }
        }
      `,
    },
    drift: (cloud) => cloud.change('aws_sqs_queue', queue('jobs'), { tags: { Name: 'jobs-test' } }),
    refused: { reason: 'computed', says: /expression at main\.tf:7/ },
  },
  {
    name: 'a data source',
    files: {
      'main.tf': `${light}${code`
        data "light_lookup" "policy" {
          name = "policy"
        }

        resource "aws_sqs_queue" "jobs" {
          name   = "jobs"
          policy = data.light_lookup.policy.value
        }
      `}`,
    },
    before: (cloud) => cloud.create('light_lookup', { name: 'policy', id: 'policy', value: '{"a":1}' }),
    drift: (cloud) => cloud.change('aws_sqs_queue', queue('jobs'), { policy: '{"a":2}' }),
    refused: { reason: 'computed', says: /data source light_lookup/ },
  },
  {
    name: 'a value that follows from the instance key',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          for_each = toset(["eu", "us"])
          name     = "jobs-\${each.key}"
          tags     = { Region = each.key }
        }
      `,
    },
    drift: (cloud) => cloud.change('aws_sqs_queue', queue('jobs-eu'), { tags: { Region: 'EU' } }),
    refused: { reason: 'computed', says: /which instance/ },
  },
  {
    name: 'a local that another resource uses too',
    files: jobs(
      'local.timeout',
      code`
        locals {
          timeout = 30
        }

        resource "aws_sqs_queue" "mails" {
          name                       = "mails"
          visibility_timeout_seconds = local.timeout
        }
      `,
    ),
    drift: timeout(),
    refused: { reason: 'shared', says: /main\.tf:6 would change aws_sqs_queue\.mails \(main\.tf:9\)/ },
  },
  {
    name: 'a variable that an output shows',
    files: jobs(
      'var.timeout',
      code`
        variable "timeout" {
          default = 30
        }

        output "timeout" {
          value = "\${var.timeout} seconds"
        }
      `,
    ),
    drift: timeout(),
    refused: { reason: 'shared', says: /output\.timeout/ },
  },
  {
    name: 'an attribute that another resource reads',
    files: jobs(
      '30',
      code`
        resource "aws_sqs_queue" "mails" {
          name                       = "mails"
          visibility_timeout_seconds = aws_sqs_queue.jobs.visibility_timeout_seconds
        }
      `,
    ),
    drift: timeout(),
    refused: { reason: 'shared', says: /aws_sqs_queue\.mails/ },
  },
  {
    name: 'one of several instances that share a literal',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          for_each                   = toset(["eu", "us"])
          name                       = "jobs-\${each.key}"
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift: timeout('jobs-eu'),
    refused: { reason: 'shared', says: /aws_sqs_queue\.jobs\["us"\]/ },
  },
  {
    name: 'two instances that share a literal and changed differently',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          count                      = 2
          name                       = "jobs-\${count.index}"
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift(cloud) {
      timeout('jobs-0', 40)(cloud);
      timeout('jobs-1', 50)(cloud);
    },
    refused: { reason: 'shared', says: /aws_sqs_queue\.jobs\[1\]/ },
  },
  {
    name: 'one of two modules made of the same folder',
    files: {
      'main.tf': code`
        module "jobs" {
          source = "./queue"
          name   = "jobs"
        }

        module "mails" {
          source = "./queue"
          name   = "mails"
        }
      `,
      'queue/main.tf': code`
        variable "name" {}

        resource "aws_sqs_queue" "this" {
          name                       = var.name
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift: timeout('jobs'),
    refused: { reason: 'shared', says: /module\.mails\.aws_sqs_queue\.this/ },
  },
  {
    name: 'a variable from the environment',
    files: jobs('var.timeout', 'variable "timeout" {\n  default = 20\n}\n'),
    environment: { timeout: '30' },
    drift: timeout(),
    refused: { reason: 'from_environment', says: /TF_VAR_timeout/ },
  },
  {
    name: 'a secret',
    files: {
      'main.tf': code`
        resource "aws_instance" "web" {
          ami           = "ami-1"
          instance_type = "t3.micro"
          user_data     = "start"
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_instance', 'i-00000001', {
        user_data: `start --password ${['hunter', '2'].join('')}`,
      }),
    refused: { reason: 'secret', says: /looks like a secret/ },
  },
  {
    name: 'a resource that is gone and still referred to',
    files: jobs(
      '30',
      code`
        output "url" {
          value = aws_sqs_queue.jobs.id
        }
      `,
    ),
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('jobs')),
    refused: { reason: 'shared', says: /referred to at main\.tf:6/ },
  },
  {
    name: 'an instance in the middle of a count that is gone',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          count = 3
          name  = "jobs-\${count.index}"
        }
      `,
    },
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('jobs-1')),
    refused: { reason: 'shared', says: /other numbers/ },
  },
  {
    name: 'an instance that is gone by an entry that others repeat over too',
    files: {
      'main.tf': code`
        locals {
          regions = toset(["eu", "us"])
        }

        resource "aws_sqs_queue" "jobs" {
          for_each = local.regions
          name     = "jobs-\${each.key}"
        }

        resource "aws_sqs_queue" "mails" {
          for_each = local.regions
          name     = "mails-\${each.key}"
        }
      `,
    },
    drift: (cloud) => cloud.remove('aws_sqs_queue', queue('jobs-eu')),
    refused: { reason: 'shared', says: /aws_sqs_queue\.mails/ },
  },
  {
    name: 'a dynamic block whose source cannot give what came',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"

          dynamic "rules" {
            for_each = [443, 22]
            content {
              name = "p\${rules.value}"
              port = rules.value
            }
          }
        }
      `}`,
    },
    drift: (cloud) =>
      cloud.change('light_thing', 'one', {
        rules: [
          { name: 'p443', port: 443 },
          { name: 'p22', port: 22 },
          { name: 'other', port: 80 },
        ],
      }),
    refused: { reason: 'computed', says: /dynamic block at main\.tf:9/ },
  },
  {
    name: 'a module outside of the repository',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = 30
        }
      `,
    },
    request: { top: '/nowhere/at/all' },
    drift: timeout(),
    refused: { reason: 'outside_repository', says: /outside of this repository/ },
  },
];
