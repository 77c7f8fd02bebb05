import { code, queue, type Shape } from '../shape.ts';

const statement = (action: string, sid = 'Send') => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: '*',
  Action: action,
  Resource: '*',
});

const policy = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const change =
  (text: string): Shape['drift'] =>
  (cloud) => {
    cloud.change('aws_sqs_queue', queue('jobs'), { policy: text });
  };

/** Documents inside a text: only the member that changed is written. */
export const documentShapes: readonly Shape[] = [
  {
    name: 'jsonencode: a member changed, a statement came',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Sid       = "Send" # from the web tier
                Effect    = "Allow"
                Principal = "*"
                Action    = "sqs:SendMessage"
                Resource  = "*"
              },
            ]
          })
        }
      `,
    },
    drift: change(policy(statement('sqs:*'), statement('sqs:ReceiveMessage', 'Read'))),
    changed: {
      'main.tf': [
        '-        Action    = "sqs:SendMessage"',
        '+        Action    = "sqs:*"',
        '+      {',
        '+        Sid       = "Read"',
        '+        Effect    = "Allow"',
        '+        Principal = "*"',
        '+        Action    = "sqs:ReceiveMessage"',
        '+        Resource  = "*"',
        '+      },',
      ],
    },
  },
  {
    name: 'jsonencode over a local, with a reference that stays',
    files: {
      'main.tf': code`
        locals {
          everyone = "*"
          policy = {
            Version = "2012-10-17"
            Statement = [{
              Sid       = "Send"
              Effect    = "Allow"
              Principal = local.everyone
              Action    = "sqs:SendMessage"
              Resource  = "*"
            }]
          }
        }

        resource "aws_sqs_queue" "jobs" {
          name   = "jobs"
          policy = jsonencode(local.policy)
        }
      `,
    },
    drift: change(policy({ ...statement('sqs:*'), Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    changed: {
      'main.tf': [
        '-      Action    = "sqs:SendMessage"',
        '+      Action    = "sqs:*"',
        '+      Condition = {',
        '+        Bool = {',
        '+          "aws:SecureTransport" = "true"',
        '+        }',
        '+      }',
      ],
    },
  },
  {
    name: 'a heredoc with JSON, an interpolation beside the member that changed',
    files: {
      'main.tf': code`
        variable "account" {
          default = "000000000000"
        }

        resource "aws_sqs_queue" "jobs" {
          name   = "jobs"
          policy = <<-EOF
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "Send",
                  "Effect": "Allow",
                  "Principal": "\${var.account}",
                  "Action": "sqs:SendMessage"
                }
              ]
            }
          EOF
        }
      `,
    },
    drift: change(
      policy({
        Sid: 'Send',
        Effect: 'Deny',
        Principal: '000000000000',
        Action: 'sqs:SendMessage',
        Resource: '*',
      }),
    ),
    changed: {
      'main.tf': [
        '-          "Effect": "Allow",',
        '+          "Effect": "Deny",',
        '-          "Action": "sqs:SendMessage"',
        '+          "Action": "sqs:SendMessage",',
        '+          "Resource": "*"',
      ],
    },
  },
  {
    name: 'a heredoc with JSON loses a statement',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name   = "jobs"
          policy = <<EOF
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Sid": "Send", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"},
            {"Sid": "Old", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
          ]
        }
        EOF
        }
      `,
    },
    drift: change(policy(statement('sqs:SendMessage'))),
    changed: {
      'main.tf': [
        '-    {"Sid": "Send", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"},',
        '-    {"Sid": "Old", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}',
        '+    {"Sid": "Send", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}',
      ],
    },
  },
  {
    name: 'JSON in a quoted text',
    files: {
      'main.tf': code`
        resource "aws_iam_role" "web" {
          name               = "web"
          assume_role_policy = "{\"Version\": \"2012-10-17\", \"Statement\": []}"
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_iam_role', 'web', {
        assume_role_policy: '{"Statement":["${x}"],"Version":"2008-10-17"}',
      }),
    changed: {
      'main.tf': [
        String.raw`-  assume_role_policy = "{\"Version\": \"2012-10-17\", \"Statement\": []}"`,
        String.raw`+  assume_role_policy = "{\"Version\": \"2008-10-17\", \"Statement\": [\"$` +
          String.raw`\${x}\"]}"`.replace('\\$', '$'),
      ],
    },
  },
  {
    name: 'the lines of a script in a heredoc',
    files: {
      'main.tf': code`
        resource "aws_instance" "web" {
          ami           = "ami-1"
          instance_type = "t3.micro"
          user_data     = <<-EOF
            #!/bin/sh
            # starts it
            start --port 80
            echo done
          EOF
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_instance', 'i-00000001', {
        user_data: '#!/bin/sh\n# starts it\nstart --port 8080 "$${PORT}"\nsync\necho done\n'.replace(
          '$$',
          '$',
        ),
      }),
    changed: {
      'main.tf': ['-    start --port 80', '+    start --port 8080 "$${PORT}"', '+    sync'],
    },
  },
];
