import type { Json, JsonObject } from '#domain/json.ts';

/** A resource as the AWS provider writes it into a state: every attribute of the schema, most of them null. */
export interface AwsResource {
  readonly type: string;
  /** What the code sets. */
  readonly written: readonly string[];
  readonly values: JsonObject;
  /** A change that a person could make in the console. */
  readonly touched: JsonObject;
  readonly sensitive: JsonObject;
}

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

/** The n-th resource of a large stack; the types take turns. */
export function awsResource(n: number): AwsResource {
  const make = TYPES[n % TYPES.length];
  if (make === undefined) throw new Error('There are no resource types.');
  return make(n);
}

const tagsOf = (n: number): JsonObject => ({
  Environment: 'production',
  ManagedBy: 'terraform',
  Name: `service-${n}`,
  Owner: `team-${n % 17}`,
  CostCenter: `cc-${1000 + (n % 40)}`,
});

const tagged = (n: number): JsonObject => ({
  tags: tagsOf(n),
  tags_all: { ...tagsOf(n), Stack: 'platform' },
});

const policy = (n: number, actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Objects', Effect: 'Allow', Action: [...actions], Resource: [`arn:aws:s3:::bucket-${n}/*`] },
      {
        Sid: 'Queues',
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        Resource: [`arn:aws:sqs:${REGION}:${ACCOUNT}:service-${n}`],
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      },
    ],
  });

const rule = (port: number, cidr: string): JsonObject => ({
  cidr_blocks: [cidr],
  description: `port ${port}`,
  from_port: port,
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  protocol: 'tcp',
  security_groups: [],
  self: false,
  to_port: port,
});

const TYPES: readonly ((n: number) => AwsResource)[] = [
  (n) => ({
    type: 'aws_iam_role_policy',
    written: ['name', 'policy', 'role'],
    values: {
      id: `service-${n}:access`,
      name: 'access',
      name_prefix: '',
      policy: policy(n, ['s3:GetObject', 's3:PutObject']),
      role: `service-${n}`,
    },
    touched: { policy: policy(n, ['s3:*']) },
    sensitive: {},
  }),
  (n) => {
    const kept = [443, 8080, 9090, 9100].map((port) => rule(port, `10.${n % 256}.0.0/16`));
    return {
      type: 'aws_security_group',
      written: ['description', 'egress', 'ingress', 'name', 'tags', 'vpc_id'],
      values: {
        arn: `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-${hex(n)}`,
        description: `service ${n}`,
        egress: [rule(0, '0.0.0.0/0')],
        id: `sg-${hex(n)}`,
        ingress: kept,
        name: `service-${n}`,
        name_prefix: '',
        owner_id: ACCOUNT,
        revoke_rules_on_delete: false,
        ...tagged(n),
        timeouts: null,
        vpc_id: 'vpc-0a1b2c3d4e5f60718',
      },
      touched: { ingress: [...kept, rule(22, '0.0.0.0/0')] },
      sensitive: { ingress: kept.map(() => ({ cidr_blocks: [false] })) },
    };
  },
  (n) => ({
    type: 'aws_s3_bucket',
    written: ['bucket', 'tags'],
    values: {
      acceleration_status: '',
      acl: null,
      arn: `arn:aws:s3:::bucket-${n}`,
      bucket: `bucket-${n}`,
      bucket_domain_name: `bucket-${n}.s3.amazonaws.com`,
      bucket_prefix: '',
      bucket_regional_domain_name: `bucket-${n}.s3.${REGION}.amazonaws.com`,
      cors_rule: [],
      force_destroy: false,
      grant: [{ id: hex(n * 7919).repeat(4), permissions: ['FULL_CONTROL'], type: 'CanonicalUser', uri: '' }],
      hosted_zone_id: 'Z1BKCTXD74EZPE',
      id: `bucket-${n}`,
      lifecycle_rule: [
        {
          abort_incomplete_multipart_upload_days: 7,
          enabled: true,
          expiration: [{ date: '', days: 90, expired_object_delete_marker: false }],
          id: 'expire',
          prefix: 'tmp/',
          transition: [{ date: '', days: 30, storage_class: 'STANDARD_IA' }],
        },
      ],
      logging: [],
      object_lock_configuration: [],
      policy: policy(n, ['s3:GetObject']),
      region: REGION,
      request_payer: 'BucketOwner',
      server_side_encryption_configuration: [
        {
          rule: [
            {
              apply_server_side_encryption_by_default: [{ kms_master_key_id: '', sse_algorithm: 'AES256' }],
              bucket_key_enabled: false,
            },
          ],
        },
      ],
      ...tagged(n),
      timeouts: null,
      versioning: [{ enabled: true, mfa_delete: false }],
      website: [],
    },
    touched: { versioning: [{ enabled: false, mfa_delete: false }], tags: { ...tagsOf(n), Owner: 'nobody' } },
    sensitive: { grant: [{ permissions: [false] }], tags: {}, tags_all: {} },
  }),
  (n) => ({
    type: 'aws_lambda_function',
    written: ['environment', 'function_name', 'handler', 'role', 'runtime', 'tags', 'timeout'],
    values: {
      architectures: ['x86_64'],
      arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:service-${n}`,
      code_sha256: `${hex(n * 104729).repeat(4)}=`,
      dead_letter_config: [],
      description: `Handles the events of service ${n}.`,
      environment: [
        {
          variables: {
            API_TOKEN: `${hex(n * 31)}${hex(n * 37)}${hex(n * 41)}`,
            LOG_LEVEL: 'info',
            QUEUE_URL: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/service-${n}`,
            STAGE: 'production',
          },
        },
      ],
      ephemeral_storage: [{ size: 512 }],
      function_name: `service-${n}`,
      handler: 'index.handler',
      id: `service-${n}`,
      last_modified: '2026-01-05T11:12:13.000+0000',
      layers: [],
      logging_config: [
        { application_log_level: '', log_format: 'Text', log_group: `/aws/lambda/service-${n}` },
      ],
      memory_size: 256,
      package_type: 'Zip',
      publish: false,
      reserved_concurrent_executions: -1,
      role: `arn:aws:iam::${ACCOUNT}:role/service-${n}`,
      runtime: 'nodejs22.x',
      source_code_hash: `${hex(n * 104729).repeat(4)}=`,
      source_code_size: 102_400 + n,
      ...tagged(n),
      timeout: 30,
      timeouts: null,
      tracing_config: [{ mode: 'PassThrough' }],
      version: '$LATEST',
      vpc_config: [],
    },
    touched: { memory_size: 1024, timeout: 300 },
    sensitive: { environment: [{ variables: { API_TOKEN: true } }], tags: {} },
  }),
  (n) => ({
    type: 'aws_cloudwatch_metric_alarm',
    written: ['alarm_name', 'comparison_operator', 'evaluation_periods', 'metric_name', 'tags', 'threshold'],
    values: {
      actions_enabled: true,
      alarm_actions: [`arn:aws:sns:${REGION}:${ACCOUNT}:pager`],
      alarm_description: `Errors of service ${n}`,
      alarm_name: `service-${n}-errors`,
      arn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:service-${n}-errors`,
      comparison_operator: 'GreaterThanThreshold',
      datapoints_to_alarm: 0,
      dimensions: { FunctionName: `service-${n}` },
      evaluate_low_sample_count_percentiles: '',
      evaluation_periods: 3,
      extended_statistic: '',
      id: `service-${n}-errors`,
      insufficient_data_actions: [],
      metric_name: 'Errors',
      metric_query: [],
      namespace: 'AWS/Lambda',
      ok_actions: [],
      period: 60,
      statistic: 'Sum',
      ...tagged(n),
      threshold: 2,
      threshold_metric_id: '',
      treat_missing_data: 'missing',
      unit: '',
    },
    touched: { threshold: 50 },
    sensitive: { tags: {}, tags_all: {} },
  }),
];

const hex = (n: number): string => (n * 2_654_435_761).toString(16).padStart(17, '0').slice(-17);

/** The values after the change. */
export const withTouch = ({ values, touched }: AwsResource): Json => ({ ...values, ...touched });
