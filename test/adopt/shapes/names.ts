import { code, queue, type Shape } from '../shape.ts';

const timeout = (cloud: Parameters<Shape['drift']>[0], name = 'jobs', seconds = 45): unknown =>
  cloud.change('aws_sqs_queue', queue(name), { visibility_timeout_seconds: seconds });

const withVariable = code`
  variable "timeout" {
    type    = number
    default = 30
  }

  resource "aws_sqs_queue" "jobs" {
    name                       = "jobs"
    visibility_timeout_seconds = var.timeout
  }
`;

/** Values that reach a resource by a name: variables, files of values, locals, attributes of others. */
export const nameShapes: readonly Shape[] = [
  {
    name: 'the default of a variable',
    files: { 'main.tf': withVariable },
    drift: timeout,
    changed: { 'main.tf': ['-  default = 30', '+  default = 45'] },
  },
  {
    name: 'terraform.tfvars stands above the default',
    files: {
      'main.tf': withVariable,
      'terraform.tfvars': '# all environments\ntimeout = 31 # seconds\n',
    },
    drift: timeout,
    changed: { 'terraform.tfvars': ['-timeout = 31 # seconds', '+timeout = 45 # seconds'] },
  },
  {
    name: 'of the *.auto.tfvars the last one by name counts, JSON too, and all above terraform.tfvars',
    files: {
      'main.tf': withVariable,
      'terraform.tfvars': 'timeout = 31\n',
      'a.auto.tfvars': 'timeout = 32\n',
      'b.auto.tfvars.json': '{"timeout": 33, "unused": [1,2]}\n',
    },
    drift: timeout,
    changed: {
      'b.auto.tfvars.json': ['-{"timeout": 33, "unused": [1,2]}', '+{"timeout": 45, "unused": [1,2]}'],
    },
  },
  {
    name: 'the last -var-file counts above everything, the environment below every file',
    files: {
      'main.tf': withVariable,
      'z.auto.tfvars': 'timeout = 31\n',
      'env/base.tfvars': 'timeout = 32\n',
      'env/prod.tfvars': 'timeout = 33\n',
    },
    varFiles: ['env/base.tfvars', 'env/prod.tfvars'],
    environment: { timeout: '34' },
    drift: timeout,
    changed: { 'env/prod.tfvars': ['-timeout = 33', '+timeout = 45'] },
  },
  {
    name: 'a member of an object variable, and a key that its value does not have yet',
    files: {
      'main.tf': code`
        variable "queue" {
          type = object({
            name    = string
            timeout = optional(number, 30)
            tags    = optional(map(string), {})
          })
        }

        resource "aws_sqs_queue" "jobs" {
          name                       = var.queue.name
          visibility_timeout_seconds = var.queue.timeout
          tags                       = var.queue.tags
        }
      `,
      'terraform.tfvars': code`
        queue = {
          name = "jobs"
          tags = {
            Team = "a"
          }
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_sqs_queue', queue('jobs'), { visibility_timeout_seconds: 45, tags: { Team: 'b' } }),
    changed: {
      'terraform.tfvars': ['-    Team = "a"', '+    Team = "b"', '+  timeout = 45'],
    },
  },
  {
    name: 'a local that leads to a local',
    files: {
      'main.tf': code`
        locals {
          minute = 30
          limits = {
            timeout = local.minute
          }
        }

        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = (local.limits.timeout)
        }
      `,
    },
    drift: timeout,
    changed: { 'main.tf': ['-  minute = 30', '+  minute = 45'] },
  },
  {
    name: 'merged tags: the object that gives the key is the one that changes',
    files: {
      'main.tf': code`
        locals {
          tags = {
            Team  = "a"
            Stage = "live"
          }
        }

        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
          tags = merge(local.tags, {
            Name  = "jobs"
            Stage = "test"
          })
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_sqs_queue', queue('jobs'), {
        tags: { Team: 'b', Name: 'jobs', Stage: 'demo', Owner: 'me' },
      }),
    changed: {
      'main.tf': [
        '-    Team  = "a"',
        '+    Team  = "b"',
        '-    Stage = "test"',
        '+    Stage = "demo"',
        '+    Owner = "me"',
      ],
    },
  },
  {
    name: 'two resources share a local, and both want the same new values beside one of their own',
    files: {
      'main.tf': code`
        locals {
          timeout = 30
          tags    = { Team = "a" }
        }

        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = local.timeout
          tags                       = local.tags
        }

        resource "aws_sqs_queue" "mails" {
          name                       = "mails"
          visibility_timeout_seconds = local.timeout
          tags                       = merge(local.tags, { Name = "mails" })
        }
      `,
    },
    drift(cloud) {
      timeout(cloud, 'jobs');
      timeout(cloud, 'mails');
      cloud.change('aws_sqs_queue', queue('jobs'), { tags: { Team: 'b' } });
      cloud.change('aws_sqs_queue', queue('mails'), { tags: { Team: 'b', Name: 'post' } });
    },
    changed: {
      'main.tf': [
        '-  timeout = 30',
        '-  tags    = { Team = "a" }',
        '+  timeout = 45',
        '+  tags    = { Team = "b" }',
        '-  tags                       = merge(local.tags, { Name = "mails" })',
        '+  tags                       = merge(local.tags, { Name = "post" })',
      ],
    },
  },
  {
    name: 'an attribute of another resource that changed in both',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = 30
        }

        resource "aws_sqs_queue" "mails" {
          name                       = "mails"
          visibility_timeout_seconds = aws_sqs_queue.jobs.visibility_timeout_seconds
        }
      `,
    },
    drift(cloud) {
      timeout(cloud, 'jobs');
      timeout(cloud, 'mails');
    },
    changed: {
      'main.tf': ['-  visibility_timeout_seconds = 30', '+  visibility_timeout_seconds = 45'],
    },
  },
  {
    name: 'an override file has the last word',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = 20
        }
      `,
      'main_override.tf': code`
        resource "aws_sqs_queue" "jobs" {
          visibility_timeout_seconds = 30
        }
      `,
    },
    drift: timeout,
    changed: {
      'main_override.tf': ['-  visibility_timeout_seconds = 30', '+  visibility_timeout_seconds = 45'],
    },
  },
];
