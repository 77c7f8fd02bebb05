import { code, light, queue, type Shape } from '../shape.ts';

/** Values that stand in the resource's own block. */
export const literalShapes: readonly Shape[] = [
  {
    name: 'a number, its alignment and comment kept',
    files: {
      'main.tf': code`
        # Jobs wait here.
        resource "aws_sqs_queue" "jobs" {
          name                       = "jobs"
          visibility_timeout_seconds = 30 # seconds
        }
      `,
    },
    drift: (cloud) => cloud.change('aws_sqs_queue', queue('jobs'), { visibility_timeout_seconds: 45 }),
    changed: {
      'main.tf': [
        '-  visibility_timeout_seconds = 30 # seconds',
        '+  visibility_timeout_seconds = 45 # seconds',
      ],
    },
  },
  {
    name: 'a number in quotes stays in quotes, in a file with Windows line ends and a byte order mark',
    files: {
      'main.tf': `\uFEFF${code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"

          visibility_timeout_seconds = "30"
        }
      `.replaceAll('\n', '\r\n')}`,
    },
    drift: (cloud) => cloud.change('aws_sqs_queue', queue('jobs'), { visibility_timeout_seconds: 45 }),
    changed: {
      'main.tf': ['-  visibility_timeout_seconds = "30"\r', '+  visibility_timeout_seconds = "45"\r'],
    },
  },
  {
    name: 'a text with signs that HCL reads otherwise',
    files: {
      'main.tf': code`
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          alarm_name          = "cpu"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
          alarm_description   = "too hot"
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_cloudwatch_metric_alarm', 'cpu', {
        alarm_description: 'say "hot" \\ ${not.a.name} %{if}\nmore',
      }),
    changed: {
      'main.tf': [
        '-  alarm_description   = "too hot"',
        String.raw`+  alarm_description   = "say \"hot\" \\ $${'$'}{not.a.name} %%{if}\nmore"`,
      ],
    },
  },
  {
    name: 'a switch and a number changed together, a longer comment column kept in line',
    files: {
      'main.tf': code`
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          alarm_name          = "cpu"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1    # minutes
          actions_enabled     = true # tell somebody
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_cloudwatch_metric_alarm', 'cpu', { evaluation_periods: 5, actions_enabled: false }),
    changed: {
      'main.tf': [
        '-  evaluation_periods  = 1    # minutes',
        '-  actions_enabled     = true # tell somebody',
        '+  evaluation_periods  = 5     # minutes',
        '+  actions_enabled     = false # tell somebody',
      ],
    },
  },
  {
    name: 'a key of a map, one that came and one that went',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
          tags = {
            Team  = "payments" # who to call
            Stage = "live"
            Old   = "yes"
          }
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_sqs_queue', queue('jobs'), {
        tags: { Team: 'billing', Stage: 'live', CostCentre: '12', 'on call': 'no' },
      }),
    changed: {
      'main.tf': [
        '-    Team  = "payments" # who to call',
        '-    Stage = "live"',
        '-    Old   = "yes"',
        '+    Team       = "billing" # who to call',
        '+    Stage      = "live"',
        '+    CostCentre = "12"',
        '+    "on call"  = "no"',
      ],
    },
  },
  {
    name: 'a map written in one line, with colons and quoted keys',
    files: {
      'main.tf': code`
        resource "aws_sqs_queue" "jobs" {
          name = "jobs"
          tags = { "Team" : "payments", "Old" : "yes" }
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_sqs_queue', queue('jobs'), { tags: { Team: 'payments', Stage: 'live' } }),
    changed: {
      'main.tf': [
        '-  tags = { "Team" : "payments", "Old" : "yes" }',
        '+  tags = { "Team" : "payments", "Stage" : "live" }',
      ],
    },
  },
  {
    name: 'an attribute that somebody set and the code did not is added with what else changed',
    files: {
      'main.tf': code`
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          alarm_name          = "cpu"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_cloudwatch_metric_alarm', 'cpu', {
        evaluation_periods: 2,
        treat_missing_data: 'notBreaching',
        tags: { Team: 'a' },
      }),
    changed: {
      'main.tf': [
        '-  evaluation_periods  = 1',
        '+  evaluation_periods  = 2',
        '+  tags = {',
        '+    Team = "a"',
        '+  }',
        '+  treat_missing_data = "notBreaching"',
      ],
    },
  },
  {
    name: 'an attribute that is gone in reality goes with its line',
    files: {
      'main.tf': code`
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          alarm_name          = "cpu"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
          alarm_description   = "too hot" # for the pager
        }
      `,
    },
    drift: (cloud) => cloud.change('aws_cloudwatch_metric_alarm', 'cpu', { alarm_description: null }),
    changed: { 'main.tf': ['-  alarm_description   = "too hot" # for the pager'] },
  },
  {
    name: 'elements of a list over several lines',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"
          strings = [
            "a", # first
            "b",
            "c",
          ]
        }
      `}`,
    },
    drift: (cloud) => cloud.change('light_thing', 'one', { strings: ['a', 'c', 'd'] }),
    changed: { 'main.tf': ['-    "b",', '+    "d",'] },
  },
  {
    name: 'an element in the middle of a list in one line, and its order',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name    = "one"
          strings = ["a", "b", "c"]
          zones   = ["x"]
        }
        resource "light_thing" "two" {
          name    = "two"
          strings = ["a", "b", "c"]
        }
      `}`,
    },
    drift(cloud) {
      cloud.change('light_thing', 'one', { strings: ['a', 'new', 'b', 'c'], zones: ['x', 'y'] });
      cloud.change('light_thing', 'two', { strings: ['c', 'b', 'a'] });
    },
    changed: {
      'main.tf': [
        '-  strings = ["a", "b", "c"]',
        '-  zones   = ["x"]',
        '+  strings = ["a", "new", "b", "c"]',
        '+  zones   = ["x", "y"]',
        '-  strings = ["a", "b", "c"]',
        '+  strings = ["c", "b", "a"]',
      ],
    },
  },
  {
    name: 'a set of texts, written in an order of its own',
    files: {
      'main.tf': code`
        resource "aws_cloudwatch_metric_alarm" "cpu" {
          alarm_name          = "cpu"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
          alarm_actions       = ["z", "a", "m"]
        }
      `,
    },
    drift: (cloud) =>
      cloud.change('aws_cloudwatch_metric_alarm', 'cpu', { alarm_actions: ['z', 'm', 'b', 'c'] }),
    changed: {
      'main.tf': [
        '-  alarm_actions       = ["z", "a", "m"]',
        '+  alarm_actions       = ["z", "m", "b", "c"]',
      ],
    },
  },
  {
    name: 'a member of an object attribute',
    files: {
      'main.tf': `${light}${code`
        resource "light_thing" "one" {
          name = "one"
          settings = {
            mode  = "fast"
            level = 1
          }
        }
      `}`,
    },
    drift: (cloud) => cloud.change('light_thing', 'one', { settings: { mode: 'slow', level: 2 } }),
    changed: {
      'main.tf': ['-    mode  = "fast"', '-    level = 1', '+    mode  = "slow"', '+    level = 2'],
    },
  },
  {
    name: 'plain values in a .tf.json file',
    files: {
      'main.tf.json': `{
  "resource": {
    "aws_sqs_queue": {
      "jobs": {
        "name": "jobs",
        "visibility_timeout_seconds": 30,
        "tags": {"Team": "a", "Stage": "live"}
      }
    }
  }
}
`,
    },
    drift: (cloud) =>
      cloud.change('aws_sqs_queue', queue('jobs'), {
        visibility_timeout_seconds: 45,
        tags: { Team: '${b}', Stage: 'live' },
      }),
    changed: {
      'main.tf.json': [
        '-        "visibility_timeout_seconds": 30,',
        '-        "tags": {"Team": "a", "Stage": "live"}',
        '+        "visibility_timeout_seconds": 45,',
        '+        "tags": {"Team": "$${b}", "Stage": "live"}',
      ],
    },
  },
];
