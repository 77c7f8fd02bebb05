import { code, light, type Shape } from '../shape.ts';

const rule = (name: string, port: number, cidr: string) => ({ name, port, cidr });

const ingress = (port: number, cidr: string) => ({
  from_port: port,
  to_port: port,
  protocol: 'tcp',
  cidr_blocks: [cidr],
  ipv6_cidr_blocks: [],
  security_groups: [],
  description: '',
  self: false,
});

/** Nested, repeated and dynamic blocks, and lists of objects in their stead. */
export const blockShapes: readonly Shape[] = [
  {
    name: 'a value in the only block of its kind',
    files: {
      'main.tf': code`
        resource "aws_instance" "web" {
          ami           = "ami-1"
          instance_type = "t3.micro"

          root_block_device {
            volume_size = 8
          }
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_instance', 'i-00000001', {
        root_block_device: [
          {
            device_name: '/dev/xvda',
            volume_type: 'gp3',
            volume_size: 20,
            encrypted: false,
            delete_on_termination: true,
          },
        ],
      }),
    changed: { 'main.tf': ['-    volume_size = 8', '+    volume_size = 20'] },
  },
  {
    name: 'a value in one of several blocks of a set, which reality gives in another order',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"

          rules {
            name = "web"
            port = 443
            cidr = "10.0.0.0/8"
          }

          rules {
            name = "admin"
            port = 22
            cidr = "10.0.0.0/8" # the office
          }
        }
      `}`,
    },
    drift: (cloud) =>
      cloud.change('light_thing', 'one', {
        rules: [rule('admin', 22, '0.0.0.0/0'), rule('web', 443, '10.0.0.0/8')],
      }),
    changed: {
      'main.tf': ['-    cidr = "10.0.0.0/8" # the office', '+    cidr = "0.0.0.0/0" # the office'],
    },
  },
  {
    name: 'a block that came and one that went',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"

          rules {
            name = "web"
            port = 443
          }

          rules {
            name = "old"
            port = 23
          }
        }
      `}`,
    },
    drift: (cloud) =>
      cloud.change('light_thing', 'one', {
        rules: [{ name: 'web', port: 443, cidr: null }, rule('admin', 22, '0.0.0.0/0')],
      }),
    changed: {
      'main.tf': [
        '-    name = "old"',
        '-    port = 23',
        '+    name = "admin"',
        '+    port = 22',
        '+    cidr = "0.0.0.0/0"',
      ],
    },
  },
  {
    name: 'the first block of its kind, and a block in a list in its place',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name   = "one"
          number = 1
        }

        resource "light_thing" "two" {
          name = "two"

          config {
            name  = "a"
            value = "1"
          }
          config {
            name  = "b"
            value = "2"
          }
        }
      `}`,
    },
    drift(cloud) {
      cloud.change('light_thing', 'one', { number: 2, rules: [rule('admin', 22, '0.0.0.0/0')] });
      cloud.change('light_thing', 'two', {
        config: [
          { name: 'a', value: '1' },
          { name: 'b', value: '3' },
          { name: 'c', value: '4' },
        ],
      });
    },
    changed: {
      'main.tf': [
        '-  number = 1',
        '+  number = 2',
        '+',
        '+  rules {',
        '+    cidr = "0.0.0.0/0"',
        '+    name = "admin"',
        '+    port = 22',
        '+  }',
        '-    value = "2"',
        '+    value = "3"',
        '+  config {',
        '+    name  = "c"',
        '+    value = "4"',
        '+  }',
      ],
    },
  },
  {
    name: 'attributes as blocks: an ingress rule opened by hand, beside one written as a block',
    files: {
      'main.tf': code`
        resource "aws_security_group" "web" {
          name = "web"

          ingress {
            from_port   = 443
            to_port     = 443
            protocol    = "tcp"
            cidr_blocks = ["10.0.0.0/8"]
          }
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_security_group', 'sg-00000001', {
        ingress: [ingress(443, '10.0.0.0/8'), ingress(22, '0.0.0.0/0')],
      }),
    changed: {
      'main.tf': [
        '+  ingress {',
        '+    from_port   = 22',
        '+    to_port     = 22',
        '+    protocol    = "tcp"',
        '+    cidr_blocks = ["0.0.0.0/0"]',
        '+  }',
      ],
    },
  },
  {
    name: 'attributes as blocks: written as a list of objects, one of them changed',
    files: {
      'main.tf': code`
        resource "aws_security_group" "web" {
          name = "web"
          ingress = [
            {
              from_port        = 443
              to_port          = 443
              protocol         = "tcp"
              cidr_blocks      = ["10.0.0.0/8"]
              ipv6_cidr_blocks = []
              security_groups  = []
              description      = ""
              self             = false
            },
            {
              from_port        = 22
              to_port          = 22
              protocol         = "tcp"
              cidr_blocks      = ["10.0.0.0/8"]
              ipv6_cidr_blocks = []
              security_groups  = []
              description      = ""
              self             = false
            },
          ]
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_security_group', 'sg-00000001', {
        ingress: [ingress(443, '10.0.0.0/8'), ingress(22, '0.0.0.0/0')],
      }),
    changed: {
      'main.tf': ['-      cidr_blocks      = ["10.0.0.0/8"]', '+      cidr_blocks      = ["0.0.0.0/0"]'],
    },
  },
  {
    name: 'a dynamic block over a literal list: an element changed, one came, one went',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"

          dynamic "rules" {
            for_each = [
              { name = "web", port = 443 },
              { name = "admin", port = 22 },
              { name = "old", port = 23 },
            ]
            content {
              name = rules.value.name
              port = rules.value.port
            }
          }
        }
      `}`,
    },
    drift: (cloud) =>
      cloud.change('light_thing', 'one', {
        rules: [
          { name: 'web', port: 8443 },
          { name: 'admin', port: 22 },
          { name: 'new', port: 80 },
        ],
      }),
    changed: {
      'main.tf': [
        '-      { name = "web", port = 443 },',
        '+      { name = "web", port = 8443 },',
        '-      { name = "old", port = 23 },',
        '+      {',
        '+        name = "new"',
        '+        port = 80',
        '+      },',
      ],
    },
  },
  {
    name: 'a dynamic block over a map in a local, with an iterator of its own name',
    files: {
      'main.tf': `${light}${code`
        locals {
          ports = {
            web   = 443
            admin = 22
          }
        }

        resource "light_thing" "one" {
          name = "one"

          dynamic "rules" {
            for_each = local.ports
            iterator = it
            content {
              name = it.key
              port = it.value
              cidr = "10.0.0.0/8"
            }
          }
        }
      `}`,
    },
    drift: (cloud) =>
      cloud.change('light_thing', 'one', {
        rules: [
          rule('web', 443, '10.0.0.0/8'),
          rule('admin', 2222, '10.0.0.0/8'),
          rule('ssh', 23, '10.0.0.0/8'),
        ],
      }),
    changed: {
      'main.tf': ['-    admin = 22', '+    admin = 2222', '+    ssh   = 23'],
    },
  },
  {
    name: 'a dynamic block over a variable with a default',
    files: {
      'variables.tf': code`
        variable "ports" {
          type    = list(number)
          default = [443, 22]
        }
      `,
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"

          dynamic "rules" {
            for_each = toset(var.ports)
            content {
              name = "p\${rules.value}"
              port = rules.value
            }
          }
        }
      `}`,
    },
    drift: (cloud) => cloud.change('light_thing', 'one', { rules: [{ name: 'p443', port: 443 }] }),
    changed: { 'variables.tf': ['-  default = [443, 22]', '+  default = [443]'] },
  },
];
