import { code, queue, type Shape } from '../shape.ts';

const queueModule = code`
  variable "name" {
    type = string
  }

  variable "timeout" {
    type    = number
    default = 30
  }

  resource "aws_sqs_queue" "this" {
    name                       = var.name
    visibility_timeout_seconds = var.timeout
  }

  output "timeout" {
    value = aws_sqs_queue.this.visibility_timeout_seconds
  }
`;

const timeout =
  (name: string, seconds = 45): Shape['drift'] =>
  (cloud) => {
    cloud.change('aws_sqs_queue', queue(name), { visibility_timeout_seconds: seconds });
  };

/** Values that reach a resource through the calls of modules. */
export const moduleShapes: readonly Shape[] = [
  {
    name: 'an input at the call',
    files: {
      'main.tf': code`
        module "jobs" {
          source  = "./queue"
          name    = "jobs"
          timeout = 31
        }

        module "mails" {
          source = "./queue"
          name   = "mails"
        }
      `,
      'queue/main.tf': queueModule,
    },
    drift: timeout('jobs'),
    changed: { 'main.tf': ['-  timeout = 31', '+  timeout = 45'] },
  },
  {
    name: 'an input through two levels, from a file of values',
    files: {
      'main.tf': code`
        variable "jobs_timeout" {
          type = number
        }

        module "team" {
          source = "./team"
          jobs   = { timeout = var.jobs_timeout }
        }
      `,
      'terraform.tfvars': 'jobs_timeout = 31\n',
      'team/main.tf': code`
        variable "jobs" {
          type = object({ timeout = number })
        }

        module "jobs" {
          source  = "../queue"
          name    = "jobs"
          timeout = var.jobs.timeout
        }
      `,
      'queue/main.tf': queueModule,
    },
    drift: timeout('jobs'),
    changed: { 'terraform.tfvars': ['-jobs_timeout = 31', '+jobs_timeout = 45'] },
  },
  {
    name: 'an input that is not given, where others live by the default: it is given at the call',
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
      'queue/main.tf': queueModule,
    },
    drift: timeout('mails'),
    changed: {
      'main.tf': [
        '-  source = "./queue"',
        '-  name   = "mails"',
        '+  source  = "./queue"',
        '+  name    = "mails"',
        '+  timeout = 45',
      ],
    },
  },
  {
    name: 'one instance of a module with for_each, by its own entry',
    files: {
      'main.tf': code`
        locals {
          queues = {
            eu = { timeout = 31 }
            us = { timeout = 32 }
          }
        }

        module "jobs" {
          source   = "./queue"
          for_each = local.queues
          name     = "jobs-\${each.key}"
          timeout  = each.value.timeout
        }
      `,
      'queue/main.tf': queueModule,
    },
    drift: timeout('jobs-us'),
    changed: { 'main.tf': ['-    us = { timeout = 32 }', '+    us = { timeout = 45 }'] },
  },
  {
    name: 'one instance of a module with count, by its element',
    files: {
      'main.tf': code`
        variable "timeouts" {
          default = [31, 32]
        }

        module "jobs" {
          source  = "./queue"
          count   = length(var.timeouts)
          name    = "jobs-\${count.index}"
          timeout = var.timeouts[count.index]
        }
      `,
      'queue/main.tf': queueModule,
    },
    drift: timeout('jobs-1'),
    changed: { 'main.tf': ['-  default = [31, 32]', '+  default = [31, 45]'] },
  },
  {
    name: 'all instances of a module that share what its block says',
    files: {
      'main.tf': code`
        module "jobs" {
          source   = "./queue"
          for_each = toset(["eu", "us"])
          name     = "jobs-\${each.key}"
        }
      `,
      'queue/main.tf': queueModule.replace('= var.timeout', '= 30'),
    },
    drift(cloud) {
      timeout('jobs-us')(cloud);
      timeout('jobs-eu')(cloud);
    },
    changed: {
      'queue/main.tf': ['-  visibility_timeout_seconds = 30', '+  visibility_timeout_seconds = 45'],
    },
  },
  {
    name: 'the output of a module that is the input of another',
    files: {
      'main.tf': code`
        module "limits" {
          source = "./limits"
        }

        module "jobs" {
          source  = "./queue"
          name    = "jobs"
          timeout = module.limits.all.timeout
        }
      `,
      'limits/main.tf': code`
        output "all" {
          value = { timeout = 31, size = 2 }
        }
      `,
      'queue/main.tf': queueModule,
    },
    drift: timeout('jobs'),
    changed: {
      'limits/main.tf': ['-  value = { timeout = 31, size = 2 }', '+  value = { timeout = 45, size = 2 }'],
    },
  },
];
