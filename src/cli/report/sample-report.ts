import type { Difference, Report, Side, StackReport } from '#domain/drift/report.ts';
import { difference, inSyncStack, reportOf, stack, value } from './sample-builders.ts';

/**
 * A report with one of everything, for the tests of the formats and for looking at them: each class, secret sides, a
 * document, a text of many lines, an unknown stack, suppressed noise and characters that want to be something else.
 */
export function sampleReport(): Report {
  return reportOf([driftedStack(), secondStack(), unknownStack(), apartStack(), inSyncStack('network/dns')]);
}

const secret = (digest: string): Side => ({ kind: 'secret', digest });
const absent: Side = { kind: 'absent' };
const unset: Side = { kind: 'unset' };

function driftedStack(): StackReport {
  return stack({
    id: 'platform/eu',
    path: 'platform/eu',
    resources_read: 42,
    differences: [
      openedPort(),
      policyEdit(),
      loosenedAlarm(),
      deletedQueue(),
      rotatedPassword(),
      userData(),
      longValue(),
      outputEffect(),
    ],
    suppressed: [
      difference({
        fingerprint: '90b1c2d3e4f50617',
        severity: 'low',
        address: 'aws_s3_bucket.logs',
        path: 'tags',
        memory: value(null),
        intent: unset,
        reality: value({}),
        rules: [
          { rule: 'empty_equals_null', effect: 'suppressed', note: 'the schema makes null and {} equal' },
        ],
      }),
      difference({
        fingerprint: '91b1c2d3e4f50617',
        severity: 'low',
        address: 'aws_iam_role.worker',
        path: 'assume_role_policy',
        rules: [{ rule: 'same_iam_policy', effect: 'suppressed' }],
      }),
    ],
    moves: [{ from: 'aws_sqs_queue.old', to: 'aws_sqs_queue.jobs' }],
  });
}

const openedPort = (): Difference =>
  difference({
    fingerprint: '71aa0c41d0e7b865',
    severity: 'critical',
    address: 'aws_security_group.web',
    path: 'ingress[1]',
    change: 'added',
    intent: absent,
    memory: absent,
    reality: value({
      from_port: 22,
      to_port: 22,
      protocol: 'tcp',
      cidr_blocks: ['0.0.0.0/0'],
      description: '',
      ipv6_cidr_blocks: [],
      self: false,
    }),
    code: { file: 'platform/eu/network.tf', line: 4, end_line: 19 },
    rules: [{ rule: 'public_ingress', effect: 'severity' }],
  });

const policyEdit = (): Difference =>
  difference({
    fingerprint: '72aa0c41d0e7b865',
    severity: 'high',
    address: 'aws_iam_role_policy.worker',
    path: 'policy',
    intent: value('{"Statement":[{"Action":"s3:GetObject"}]}'),
    memory: value('{"Statement":[{"Action":"s3:GetObject"}]}'),
    reality: value('{"Statement":[{"Action":"s3:*","Resource":"*"}]}'),
    document_changes: [
      { path: 'Statement[0].Action', before: value('s3:GetObject'), after: value('s3:*') },
      { path: 'Statement[0].Resource', before: absent, after: value('*') },
      { path: 'Statement[0].Condition', before: secret('d1'), after: secret('d2') },
    ],
  });

const loosenedAlarm = (): Difference =>
  difference({
    severity: 'high',
    intent: value(3),
    rules: [{ rule: 'alarm_loosened', effect: 'severity' }],
    notes: ['the rule "keep-quiet" in .driftignore expired on 2025-12-31'],
  });

const deletedQueue = (): Difference =>
  difference({
    fingerprint: '73aa0c41d0e7b865',
    class: 'deleted',
    severity: 'high',
    address: 'aws_sqs_queue.jobs',
    previous_address: 'aws_sqs_queue.old',
    path: '',
    change: 'removed',
    intent: value({ name: 'jobs' }),
    memory: value({ name: 'jobs' }),
    reality: absent,
    code: { file: 'platform/eu/queues.tf', line: 40, end_line: 44 },
  });

const rotatedPassword = (): Difference =>
  difference({
    fingerprint: '74aa0c41d0e7b865',
    address: 'aws_db_instance.main',
    path: 'password',
    intent: secret('k1:aaaa'),
    memory: secret('k1:aaaa'),
    reality: secret('k1:bbbb'),
  });

const userData = (): Difference =>
  difference({
    fingerprint: '75aa0c41d0e7b865',
    address: 'aws_instance.worker["blue"]',
    path: 'user_data',
    intent: value('#!/bin/sh\nset -e\nyum update\nexport A=1\n\nstart worker\n'),
    memory: value('#!/bin/sh\nset -e\nyum update\nexport A=1\n\nstart worker\n'),
    reality: value('#!/bin/sh\nset -e\nyum update\nexport A=2\nexport B=\u001b[31mred\n\nstart worker\n'),
    code: null,
  });

const longValue = (): Difference =>
  difference({
    fingerprint: '76aa0c41d0e7b865',
    severity: 'low',
    address: 'module.edge["eu-west-1"].module.cdn.aws_cloudfront_distribution.site',
    path: 'origin[0].custom_header["x-origin"]',
    intent: value(`arn:aws:s3:::${'logs-'.repeat(40)}one/${'deep/'.repeat(30)}end`),
    memory: value(`arn:aws:s3:::${'logs-'.repeat(40)}one/${'deep/'.repeat(30)}end`),
    reality: value(`arn:aws:s3:::${'logs-'.repeat(40)}two/${'deep/'.repeat(30)}end`),
    rules: [{ rule: 'sibling_echo', effect: 'labelled', note: 'written by aws_cloudfront_origin.site' }],
  });

const outputEffect = (): Difference =>
  difference({
    fingerprint: '77aa0c41d0e7b865',
    class: 'output_effect',
    severity: 'low',
    address: 'aws_instance.worker["blue"]',
    path: 'public_ip',
    intent: { kind: 'unknown' },
    memory: value('203.0.113.7'),
    reality: value('203.0.113.9'),
    notes: ['the output "worker_ip" follows it'],
  });

const secondStack = (): StackReport =>
  stack({
    id: 'platform/us@staging',
    path: 'platform/us',
    workspace: 'staging',
    engine: { name: 'tofu', version: '1.11.0' },
    resources_read: 1204,
    differences: [
      difference({
        fingerprint: '78aa0c41d0e7b865',
        address: 'aws_s3_bucket.日本語',
        path: 'tags["Team\u202e"]',
        memory: value('a\u0007b'),
        reality: value(null),
        intent: value('a\u0007b'),
      }),
      unapplied(),
    ],
    warnings: ['Argument is deprecated: use aws_s3_bucket_versioning instead of the versioning block.'],
  });

const unapplied = (): Difference =>
  difference({
    fingerprint: '79aa0c41d0e7b865',
    class: 'unapplied_code',
    drift: false,
    severity: 'low',
    address: 'aws_lambda_function.api',
    path: 'memory_size',
    intent: value(512),
    memory: value(256),
    reality: value(256),
  });

/** Credentials that may not read everything. */
export const unknownStack = (): StackReport =>
  stack({
    id: 'identity/prod',
    path: 'identity/prod',
    status: 'unknown',
    resources_read: 3,
    unknown: {
      code: 'unauthorised',
      sentence: 'The plan could not read everything: the credentials may not call iam:ListRoles.',
      detail: `Error: reading IAM Roles\n\n  with aws_iam_role.ops,\n  on main.tf line 3:\n\nAccessDenied: User ci is not authorised\nrequest id 1\nrequest id 2\nrequest id 3`,
      missing_action: 'iam:ListRoles',
      next: 'Grant the missing read permission to the identity that scans.',
    },
  });

const apartStack = (): StackReport =>
  stack({
    id: 'data/warehouse',
    path: 'data/warehouse',
    differences: [
      difference({
        fingerprint: '80aa0c41d0e7b865',
        class: 'absorbed',
        drift: false,
        severity: 'low',
        address: 'aws_instance.etl',
        path: 'tags["LastPatched"]',
        intent: unset,
        memory: absent,
        reality: value('2026-01-01'),
        change: 'added',
      }),
      {
        ...unapplied(),
        fingerprint: '81aa0c41d0e7b865',
        address: 'aws_kms_key.new',
        path: '',
        change: 'added',
        memory: absent,
        reality: absent,
        intent: value({ description: 'key' }),
      },
    ],
  });
