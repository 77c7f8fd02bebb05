import type { DriftClass } from '#domain/drift/drift-class.ts';
import type { Severity } from '#domain/drift/severity.ts';
import type { AppliedState } from '#test/moto-stack.ts';
import { call, type AwsCall } from './aws-call.ts';

/** Class, address, path, and the severity where nobody would argue about it. */
export type ExpectedDifference = readonly [
  driftClass: DriftClass,
  address: string,
  path: string,
  severity?: Severity,
];

/** Rule, address, path. */
export type ExpectedNoise = readonly [rule: string, address: string, path: string];

/** One change behind Terraform's back, and all that a scan must say about it. */
export interface PlantedChange {
  readonly what: string;
  /** Calls of the aws CLI, one after the other. */
  readonly console: (at: AppliedState) => readonly AwsCall[];
  readonly found: readonly ExpectedDifference[];
  readonly noise?: readonly ExpectedNoise[];
}

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

export const SECRETS = { parameter: 'CHF 4711 canary', variable: 'canary-Xq7dPw2mK9' } as const;

/** Changes that someone must hear of. */
export const PLANTED: readonly PlantedChange[] = [
  {
    what: 'an alarm raised',
    console: (at) => [
      call(
        `cloudwatch put-metric-alarm --alarm-name error-rate --namespace Shop --metric-name Errors --statistic Sum
         --period 60 --evaluation-periods 3 --comparison-operator GreaterThanThreshold --threshold 50
         --alarm-actions ${at('aws_sns_topic.notify', 'arn')}`,
      ),
    ],
    found: [['conflict', 'aws_cloudwatch_metric_alarm.error_rate', 'threshold', 'high']],
  },
  {
    what: 'port 22 opened to the world',
    console: (at) => [openPort(at('aws_security_group.web'), 22)],
    found: [['conflict', 'aws_security_group.web', 'ingress[*]', 'critical']],
  },
  {
    what: 'the database opened to the world beside a rule that is a resource of its own',
    console: (at) => [openPort(at('aws_security_group.database'), 5432)],
    found: [['absorbed', 'aws_security_group.database', 'ingress[*]', 'critical']],
  },
  {
    what: 'a tag added to some tags',
    console: (at) => [call(`ec2 create-tags --resources ${at('aws_vpc.main')} --tags Key=Owner,Value=anna`)],
    found: [['conflict', 'aws_vpc.main', 'tags["Owner"]', 'low']],
    noise: [['tags-all-mirror', 'aws_vpc.main', 'tags_all["Owner"]']],
  },
  {
    what: 'an instance of for_each changed',
    console: (at) => [
      call(`ec2 modify-subnet-attribute --subnet-id ${at('aws_subnet.apps["a"]')} --map-public-ip-on-launch`),
    ],
    found: [['conflict', 'aws_subnet.apps["a"]', 'map_public_ip_on_launch']],
  },
  {
    what: 'a route removed and another one added',
    console: (at) => [
      call(
        `ec2 delete-route --route-table-id ${at('aws_route_table.main')} --destination-cidr-block 0.0.0.0/0`,
      ),
      call(
        `ec2 create-route --route-table-id ${at('aws_route_table.main')} --destination-cidr-block 172.16.0.0/12
         --gateway-id ${at('aws_internet_gateway.main')}`,
      ),
    ],
    found: [
      ['deleted', 'aws_route.internet', ''],
      ['absorbed', 'aws_route_table.main', 'route[*]'],
    ],
  },
  {
    what: 'a group scaled that the code leaves to others',
    console: () => [
      call('autoscaling update-auto-scaling-group --auto-scaling-group-name worker --max-size 9'),
    ],
    found: [['absorbed', 'aws_autoscaling_group.worker', 'max_size']],
  },
  {
    what: 'the versions of a bucket suspended',
    console: () => [
      call('s3api put-bucket-versioning --bucket shop-uploads --versioning-configuration Status=Suspended'),
    ],
    found: [['conflict', 'aws_s3_bucket_versioning.uploads', 'versioning_configuration[0].status', 'high']],
  },
  {
    what: 'a public access block loosened',
    console: () => [
      call(
        's3api put-public-access-block --bucket shop-uploads --public-access-block-configuration',
        'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=true',
      ),
    ],
    found: [['conflict', 'aws_s3_bucket_public_access_block.uploads', 'block_public_policy', 'critical']],
  },
  {
    what: 'a table deleted',
    console: () => [call('dynamodb delete-table --table-name sessions')],
    found: [['deleted', 'aws_dynamodb_table.sessions', '', 'critical']],
  },
  {
    what: 'backups of a table switched off in a nested block',
    console: () => [
      call(
        `dynamodb update-continuous-backups --table-name carts
         --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false`,
      ),
    ],
    found: [
      ['conflict', 'aws_dynamodb_table.carts', 'point_in_time_recovery[0].enabled', 'high'],
      // The service's own part of the block, which the plan leaves to it.
      ['absorbed', 'aws_dynamodb_table.carts', 'point_in_time_recovery[0].recovery_period_in_days'],
    ],
  },
  {
    what: 'the rotation of a key switched off',
    console: (at) => [call(`kms disable-key-rotation --key-id ${at('aws_kms_key.orders')}`)],
    found: [['conflict', 'aws_kms_key.orders', 'enable_key_rotation', 'critical']],
  },
  {
    what: 'a parameter of for_each overwritten, whose value is secret',
    console: () => [call('ssm put-parameter --name /shop/currency --overwrite --value', SECRETS.parameter)],
    found: [['conflict', 'aws_ssm_parameter.settings["currency"]', 'value']],
    noise: [
      ['computed-by-service', 'aws_ssm_parameter.settings["currency"]', 'version'],
      ['known-after-apply', 'aws_ssm_parameter.settings["currency"]', 'insecure_value'],
      ['known-after-apply', 'aws_ssm_parameter.settings["currency"]', 'version'],
    ],
  },
  {
    what: 'a parameter written that the code ignores and an output reads',
    console: () => [call('ssm put-parameter --name /shop/release --overwrite --value v42')],
    found: [['output_effect', 'aws_ssm_parameter.release', 'insecure_value', 'low']],
    noise: [['computed-by-service', 'aws_ssm_parameter.release', 'version']],
  },
  {
    what: 'a description changed, and a tag added where there was none',
    console: () => [
      call('secretsmanager update-secret --secret-id payment-gateway --description', 'Not in use'),
      call('secretsmanager tag-resource --secret-id payment-gateway --tags Key=Owner,Value=anna'),
    ],
    found: [
      ['conflict', 'aws_secretsmanager_secret.gateway', 'description', 'low'],
      ['conflict', 'aws_secretsmanager_secret.gateway', 'tags["Owner"]', 'low'],
    ],
    noise: [['tags-all-mirror', 'aws_secretsmanager_secret.gateway', 'tags_all["Owner"]']],
  },
  {
    what: 'the value of a tag changed',
    console: () => [call('iam tag-role --role-name orders --tags Key=Team,Value=ops')],
    found: [['conflict', 'aws_iam_role.orders', 'tags["Team"]', 'low']],
    noise: [['tags-all-mirror', 'aws_iam_role.orders', 'tags_all["Team"]']],
  },
  {
    what: 'a JSON policy that now allows everything',
    console: () => [putRolePolicy('orders', everything)],
    found: [['conflict', 'aws_iam_role_policy.orders', 'policy', 'critical']],
  },
  {
    what: 'an inline policy that no code knows',
    console: () => [putRolePolicy('debug', everything)],
    found: [['absorbed', 'aws_iam_role.orders', 'inline_policy[*]', 'high']],
  },
  {
    what: 'a managed policy attached that no code knows',
    console: () => [
      call('iam create-policy --policy-name all --policy-document', everything),
      call('iam attach-role-policy --role-name orders --policy-arn arn:aws:iam::123456789012:policy/all'),
    ],
    found: [['absorbed', 'aws_iam_role.orders', 'managed_policy_arns', 'high']],
  },
  {
    what: 'a queue deleted',
    console: (at) => [call(`sqs delete-queue --queue-url ${at('aws_sqs_queue.dead_letters')}`)],
    found: [['deleted', 'aws_sqs_queue.dead_letters', '']],
  },
  {
    what: 'a function given more time, another mode and a password',
    console: () => [
      call(
        `lambda update-function-configuration --function-name orders --timeout 60
         --environment Variables={TABLE=sessions,MODE=lenient,DB_PASSWORD=${SECRETS.variable}}`,
      ),
    ],
    found: [
      ['conflict', 'aws_lambda_function.orders', 'timeout'],
      ['conflict', 'aws_lambda_function.orders', 'environment[0].variables["DB_PASSWORD"]'],
      ['conflict', 'aws_lambda_function.orders', 'environment[0].variables["MODE"]'],
    ],
  },
  {
    what: 'a computer that can no longer be terminated',
    console: (at) => [
      call(
        `ec2 modify-instance-attribute --instance-id ${at('aws_instance.bastion')} --disable-api-termination`,
      ),
    ],
    found: [['absorbed', 'aws_instance.bastion', 'disable_api_termination']],
  },
  {
    what: 'a resource changed that moves in the same plan',
    console: (at) => [
      call(
        `sns set-topic-attributes --topic-arn ${at('aws_sns_topic.notify', 'arn')}
         --attribute-name DisplayName --attribute-value Alarms`,
      ),
    ],
    found: [['conflict', 'aws_sns_topic.alerts', 'display_name', 'low']],
  },
  {
    what: 'an instance of count changed',
    console: () => [retention('/shop/worker/1', 1)],
    found: [['conflict', 'aws_cloudwatch_log_group.worker[1]', 'retention_in_days', 'high']],
  },
  {
    what: 'a resource changed whose block is gone from the code',
    console: () => [retention('/shop/legacy', 7)],
    found: [['absorbed', 'aws_cloudwatch_log_group.legacy', 'retention_in_days']],
  },
  {
    what: 'a resource in one instance of a module changed',
    console: () => [retention('/service/api', 30)],
    found: [['conflict', 'module.service["api"].aws_cloudwatch_log_group.this', 'retention_in_days']],
  },
  {
    what: 'a tag removed in another instance of the module',
    console: (at) => [
      call(
        `sns untag-resource --tag-keys Team
         --resource-arn ${at('module.service["mail"].aws_sns_topic.events', 'arn')}`,
      ),
    ],
    found: [['conflict', 'module.service["mail"].aws_sns_topic.events', 'tags["Team"]', 'low']],
    noise: [['tags-all-mirror', 'module.service["mail"].aws_sns_topic.events', 'tags_all["Team"]']],
  },
];

/** Changes without a meaning, which nobody wants to hear of. */
export const MEANINGLESS: readonly PlantedChange[] = [
  {
    what: 'a policy saved again by hand: other order, other case, one value for a list',
    console: () => [
      putRolePolicy(
        'reports',
        `{ "Statement": {"Resource": ["*"],
           "Action": ["s3:listbucket", "S3:GetObject"], "Effect": "Allow"}, "Version": "2012-10-17" }`,
      ),
    ],
    found: [],
    noise: [['same-iam-policy', 'aws_iam_role_policy.reports', 'policy']],
  },
  {
    what: 'a JSON document saved again with other white space',
    console: () => [
      call(
        'ssm put-parameter --name /shop/limits --overwrite --value',
        '{\n  "upload_mb": 20,\n  "basket": 50\n}',
      ),
    ],
    found: [],
    noise: [
      ['same-json', 'aws_ssm_parameter.limits', 'insecure_value'],
      ['computed-by-service', 'aws_ssm_parameter.limits', 'version'],
      ['known-after-apply', 'aws_ssm_parameter.limits', 'value'],
    ],
  },
  {
    what: 'a list in another order',
    console: (at) => [
      call(
        `iam update-open-id-connect-provider-thumbprint
         --open-id-connect-provider-arn ${at('aws_iam_openid_connect_provider.pipeline', 'arn')}
         --thumbprint-list 1c58a3a8518e8759bf075b76b750d4f2df264fcd 6938fd4d98bab03faadb97b34396831e3780aea1`,
      ),
    ],
    found: [],
    noise: [['same-elements', 'aws_iam_openid_connect_provider.pipeline', 'thumbprint_list']],
  },
];

/** What the code is ahead of reality by when platform/edited is laid over platform/applied. */
export const UNAPPLIED: readonly ExpectedDifference[] = [
  ['unapplied_code', 'aws_cloudwatch_metric_alarm.error_rate', 'evaluation_periods', 'low'],
  ['unapplied_code', 'aws_cloudwatch_log_group.audit', '', 'low'],
  ['unapplied_code', 'aws_cloudwatch_log_group.legacy', '', 'medium'],
  ['unapplied_code', 'output.alarm', '', 'low'],
];

export const MOVED = [
  { from: 'aws_kms_alias.orders', to: 'aws_kms_alias.order_data' },
  { from: 'aws_sns_topic.notify', to: 'aws_sns_topic.alerts' },
];

/** What the provider makes of a stack that nobody has touched; beside it only nothings: null for [], {} or "". */
export const ECHOES: readonly ExpectedNoise[] = [
  ['attachment-count', 'aws_iam_policy.logs', 'attachment_count'],
  ['sibling-echo', 'aws_iam_role.orders', 'inline_policy[*]'],
  ['sibling-echo', 'aws_iam_role.orders', 'inline_policy[*]'],
  ['sibling-echo', 'aws_iam_role.orders', 'managed_policy_arns'],
  ['sibling-echo', 'aws_instance.bastion', 'ebs_block_device[0]'],
  ['sibling-echo', 'aws_route_table.main', 'route[*]'],
  ['sibling-echo', 'aws_s3_bucket.uploads', 'policy'],
  ['sibling-echo', 'aws_s3_bucket.uploads', 'versioning[0].enabled'],
  ['sibling-echo', 'aws_security_group.database', 'egress[*]'],
  ['sibling-echo', 'aws_security_group.database', 'ingress[*]'],
  ['sibling-echo', 'aws_sns_topic.notify', 'policy'],
];

/** Of these a planted change made something else. */
export const ECHOES_GONE: readonly ExpectedNoise[] = [
  ['sibling-echo', 'aws_iam_role.orders', 'managed_policy_arns'],
  ['sibling-echo', 'aws_route_table.main', 'route[*]'],
  ['sibling-echo', 'aws_s3_bucket.uploads', 'versioning[0].enabled'],
  // One rule for a port holds the range that a person added and the group that the code allows.
  ['sibling-echo', 'aws_security_group.database', 'ingress[*]'],
];

const openPort = (group: string, port: number): AwsCall =>
  call(
    `ec2 authorize-security-group-ingress --group-id ${group} --protocol tcp --port ${port} --cidr 0.0.0.0/0`,
  );

const putRolePolicy = (name: string, document: string): AwsCall =>
  call(`iam put-role-policy --role-name orders --policy-name ${name} --policy-document`, document);

const retention = (group: string, days: number): AwsCall =>
  call(`logs put-retention-policy --log-group-name ${group} --retention-in-days ${days}`);
