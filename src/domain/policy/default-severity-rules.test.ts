import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRIFT_CLASSES } from '../drift/drift-class.ts';
import type { Json, JsonObject } from '../json.ts';
import { DEFAULT_SEVERITY_RULES } from './default-severity-rules.ts';
import { compileSeverityRules, rulesOnDemand, severityOf, subjectOf } from './severity-rules.ts';
import type { SeverityVerdict, SubjectExample } from './severity-rules.ts';

const { rules, problems } = compileSeverityRules(DEFAULT_SEVERITY_RULES);

const judge = (example: SubjectExample): SeverityVerdict => severityOf(rules, subjectOf(example));

const judged = (example: SubjectExample): readonly string[] => {
  const { severity, rule } = judge(example);
  return [severity, rule];
};

const open = (port: number, more: JsonObject = {}): JsonObject => ({
  from_port: port,
  to_port: port,
  protocol: 'tcp',
  cidr_blocks: ['0.0.0.0/0'],
  ipv6_cidr_blocks: [],
  description: '',
  ...more,
});

const policy = (statement: JsonObject): string => JSON.stringify({ Statement: statement });

describe('the shipped rules', () => {
  it('all compile, with an id and a reason of their own', () => {
    expect(problems).toEqual([]);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.why).toMatch(/^[a-z][^.]{10,}$/);
  });

  it.each(DEFAULT_SEVERITY_RULES.map((rule) => [rule.id, rule] as const))(
    'decide on their example and not on their counter-example: %s',
    (id, rule) => {
      expect(judged(rule.example)).toEqual([rule.severity, id]);
      expect(judge(rule.counter).rule).not.toBe(id);
      expect(judge(rule.counter).problems).toEqual([]);
    },
  );

  it('say the same when each is compiled on demand, with and without their guards', () => {
    const onDemand = rulesOnDemand(DEFAULT_SEVERITY_RULES);
    const unguarded = rules.map((rule) => ({ ...rule, condition: { ...rule.condition, guards: [] } }));
    for (const { example, counter } of DEFAULT_SEVERITY_RULES) {
      for (const subject of [subjectOf(example), subjectOf(counter)]) {
        expect(severityOf(onDemand, subject)).toEqual(severityOf(rules, subject));
        expect(severityOf(onDemand, subject)).toEqual(severityOf(unguarded, subject));
      }
    }
  });

  it('all have a guard, so that a scan compiles few of them', () => {
    for (const { id, condition } of rules) expect(condition.guards.length, id).toBeGreaterThan(0);
  });

  it('are always decided, whatever the values are', () => {
    const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    const type = fc.constantFrom(
      ...DEFAULT_SEVERITY_RULES.flatMap((rule) => [rule.example.type, rule.counter.type]),
    );
    const path = fc.constantFrom(
      ...DEFAULT_SEVERITY_RULES.flatMap((rule) => [rule.example.path ?? '', rule.counter.path ?? '']),
    );
    const subject = fc.record({
      type,
      path,
      before: value,
      after: value,
      element: value,
      class: fc.constantFrom(...DRIFT_CLASSES),
      values: fc.dictionary(fc.string(), value) as fc.Arbitrary<JsonObject>,
    });
    fc.assert(
      fc.property(subject, (example) => {
        expect(judge(example).problems).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('ports opened to the world', () => {
  const group = { type: 'aws_security_group' };

  it.each<[string, SubjectExample, string]>([
    ['ssh as a new element', { ...group, path: 'ingress[1]', after: open(22) }, 'critical'],
    [
      'ssh through a wide range',
      { ...group, path: 'ingress[1]', after: open(0, { to_port: 1024 }) },
      'critical',
    ],
    [
      'every port and protocol',
      { ...group, path: 'ingress', before: [], after: [open(0, { protocol: '-1' })] },
      'critical',
    ],
    ['https', { ...group, path: 'ingress[1]', after: open(443) }, 'high'],
    [
      'ssh over IPv6',
      { ...group, path: 'ingress[1]', after: open(22, { cidr_blocks: [], ipv6_cidr_blocks: ['::/0'] }) },
      'critical',
    ],
    [
      'ssh to half of the world',
      { ...group, path: 'ingress[1]', after: open(22, { cidr_blocks: ['128.0.0.0/1'] }) },
      'critical',
    ],
    [
      'ping, although its type number is a port',
      { ...group, path: 'ingress[1]', after: open(22, { protocol: 'icmp' }) },
      'high',
    ],
    [
      'ssh beside an open https',
      { ...group, path: 'ingress', before: [open(443)], after: [open(443), open(22)] },
      'critical',
    ],
    [
      'https beside a private ssh',
      {
        ...group,
        path: 'ingress',
        before: [],
        after: [open(443), open(22, { cidr_blocks: ['10.0.0.0/8'] })],
      },
      'high',
    ],
    [
      'a range added to a known ssh element',
      { ...group, path: 'ingress[0].cidr_blocks[1]', after: '0.0.0.0/0', element: open(22) },
      'critical',
    ],
    [
      'a range added where the port is not known',
      { ...group, path: 'ingress[0].cidr_blocks[1]', after: '0.0.0.0/0' },
      'high',
    ],
    [
      'an open element moved to the ssh port',
      { ...group, path: 'ingress[0].from_port', before: 443, after: 22, element: open(22) },
      'critical',
    ],
    [
      'a private range added to an open element',
      { ...group, path: 'ingress[0].cidr_blocks[1]', after: '10.0.0.0/8', element: open(22) },
      'medium',
    ],
    [
      'an open element described differently',
      { ...group, path: 'ingress', before: [open(22)], after: [open(22, { description: 'x' })] },
      'medium',
    ],
    ['ssh closed again', { ...group, path: 'ingress[1]', change: 'removed', before: open(22) }, 'medium'],
    ['egress', { ...group, path: 'egress[0]', after: open(22) }, 'medium'],
    [
      'a denying network ACL entry',
      {
        type: 'aws_network_acl',
        path: 'ingress[0]',
        after: { action: 'deny', cidr_block: '0.0.0.0/0', from_port: 22, to_port: 22, protocol: '6' },
      },
      'medium',
    ],
    [
      'an allowing network ACL entry',
      {
        type: 'aws_network_acl',
        path: 'ingress[0]',
        after: { action: 'allow', cidr_block: '0.0.0.0/0', from_port: 22, to_port: 22, protocol: '6' },
      },
      'critical',
    ],
    [
      'a Google firewall for every TCP port',
      {
        type: 'google_compute_firewall',
        path: 'source_ranges[0]',
        after: '0.0.0.0/0',
        values: {
          source_ranges: ['0.0.0.0/0'],
          allow: [{ protocol: 'tcp', ports: [] }],
          direction: 'INGRESS',
        },
      },
      'critical',
    ],
    [
      'an Azure rule for remote desktops',
      {
        type: 'azurerm_network_security_rule',
        path: 'source_address_prefix',
        before: '10.0.0.0/8',
        after: 'Internet',
        values: {
          access: 'Allow',
          direction: 'Inbound',
          source_address_prefix: 'Internet',
          destination_port_range: '3000-4000',
        },
      },
      'critical',
    ],
    [
      'a separate rule whose values are not known',
      { type: 'aws_security_group_rule', path: 'cidr_blocks[0]', after: '0.0.0.0/0' },
      'high',
    ],
  ])('%s', (_what, example, severity) => {
    expect(judge(example).severity).toBe(severity);
  });

  it('stay critical when the code ignores the attribute', () => {
    expect(judged({ ...group, class: 'absorbed', path: 'ingress[0]', after: open(5432) })).toEqual([
      'critical',
      'public-admin-port',
    ]);
  });
});

describe('other differences', () => {
  it.each<[string, SubjectExample, string]>([
    [
      'a policy in an inline block',
      {
        type: 'aws_iam_role',
        path: 'inline_policy[0].policy',
        before: policy({}),
        after: policy({ Effect: 'Allow', Action: ['s3:Get*', '*:*'], Resource: 'a' }),
      },
      'iam-allows-everything',
    ],
    [
      'all but a few actions',
      {
        type: 'aws_iam_policy',
        path: 'policy',
        before: policy({}),
        after: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: 'a' }),
      },
      'iam-allows-everything',
    ],
    [
      'a denied everything',
      {
        type: 'aws_iam_policy',
        path: 'policy',
        before: policy({}),
        after: policy({ Effect: 'Deny', Action: '*', Resource: '*' }),
      },
      'identity-changed',
    ],
    [
      'a nested disk',
      { type: 'aws_instance', path: 'root_block_device[0].encrypted', before: true, after: false },
      'encryption-off',
    ],
    [
      'a nested endpoint',
      { type: 'aws_eks_cluster', path: 'vpc_config[0].endpoint_public_access', before: false, after: true },
      'publicly-accessible',
    ],
    [
      'alarm actions emptied',
      { type: 'aws_cloudwatch_metric_alarm', path: 'alarm_actions', before: ['arn'], after: [] },
      'alarm-disabled',
    ],
    [
      'a deleted public access block',
      { type: 'aws_s3_bucket_public_access_block', class: 'deleted' },
      'public-access-block-off',
    ],
    ['a deleted queue', { type: 'aws_sqs_queue', class: 'deleted' }, 'class/deleted'],
    [
      'point in time recovery off',
      { type: 'aws_dynamodb_table', path: 'point_in_time_recovery[0].enabled', before: true, after: false },
      'backups-reduced',
    ],
    [
      'an output',
      { type: '', path: '', class: 'output_effect', before: 'a', after: 'b' },
      'class/output_effect',
    ],
    [
      'code that would open a port',
      { type: 'aws_security_group', class: 'unapplied_code', path: 'ingress[0]', after: open(22) },
      'unapplied-code',
    ],
  ])('%s', (_what, example, rule) => {
    expect(judge(example).rule).toBe(rule);
  });
});
