import type { DriftClass } from '#domain/drift/drift-class.ts';
import type { AwsCalls, CallResult } from './aws-calls.ts';

/** A change made behind Terraform's back, and the one difference that a true report shows for it. */
export interface PlantedChange {
  /** One line for a person. */
  readonly story: string;
  readonly expected: {
    readonly class: DriftClass;
    readonly address: string;
    /** The beginning of the difference's path, which names the attribute. */
    readonly path: string;
  };
  /** What the demo decides about it. */
  readonly decision: 'revert' | 'adopt' | 'accept';
  make(aws: AwsCalls, platform: AppliedPlatform): Promise<CallResult>;
}

export interface AppliedPlatform {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly securityGroupId: string;
}

/** The account that moto works in. */
const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** They repeat what examples/demo-platform says, because AWS replaces an alarm and a policy as a whole. */
export const PLANTED_CHANGES: readonly PlantedChange[] = [
  {
    story: 'The alarm was noisy at night: its threshold goes from 2 to 50',
    expected: { class: 'conflict', address: 'aws_cloudwatch_metric_alarm.error_rate', path: 'threshold' },
    decision: 'adopt',
    make: (aws) =>
      aws.query('monitoring', 'PutMetricAlarm', {
        AlarmName: 'checkout-error-rate',
        AlarmDescription: 'More than 2 % of the checkouts fail.',
        Namespace: 'Shop/Checkout',
        MetricName: 'ErrorRate',
        Statistic: 'Average',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: '50',
        Period: '60',
        EvaluationPeriods: '3',
        TreatMissingData: 'breaching',
        ActionsEnabled: 'true',
      }),
  },
  {
    story: 'Somebody worked from home: port 22 opens to the whole internet',
    expected: { class: 'conflict', address: 'aws_security_group.checkout', path: 'ingress' },
    decision: 'revert',
    make: (aws, { securityGroupId }) =>
      aws.query('ec2', 'AuthorizeSecurityGroupIngress', {
        GroupId: securityGroupId,
        'IpPermissions.1.IpProtocol': 'tcp',
        'IpPermissions.1.FromPort': '22',
        'IpPermissions.1.ToPort': '22',
        'IpPermissions.1.IpRanges.1.CidrIp': '0.0.0.0/0',
        'IpPermissions.1.IpRanges.1.Description': 'temporary',
      }),
  },
  {
    story: 'A clean-up went too far: the topic of receipts is deleted',
    expected: { class: 'deleted', address: 'aws_sns_topic.receipts', path: '' },
    decision: 'revert',
    make: (aws) =>
      aws.query('sns', 'DeleteTopic', { TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:receipts-to-print` }),
  },
  {
    story: 'The team was renamed: a tag of the orders table changes its owner',
    expected: { class: 'conflict', address: 'aws_dynamodb_table.orders', path: 'tags' },
    decision: 'accept',
    make: (aws) =>
      aws.json('dynamodb', 'TagResource', {
        ResourceArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders`,
        Tags: [{ Key: 'owner', Value: 'checkout-team' }],
      }),
  },
  {
    story: 'An access error at a bad moment: the policy now allows s3:* on everything',
    expected: { class: 'conflict', address: 'aws_iam_role_policy.write_receipts', path: 'policy' },
    decision: 'revert',
    make: (aws) =>
      aws.query('iam', 'PutRolePolicy', {
        RoleName: 'checkout',
        PolicyName: 'write-receipts',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] }],
        }),
      }),
  },
];
