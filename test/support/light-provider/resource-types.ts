import {
  type Attributes,
  computed,
  optional,
  optionalComputed,
  optionalNested,
  required,
  type TypeShape,
  type ValueType,
} from './type-shape.ts';

const texts: ValueType = ['list', 'string'];
const textSet: ValueType = ['set', 'string'];
const textMap: ValueType = ['map', 'string'];
const json = { equal: 'json' } as const;
const replaces = { replaces: true } as const;
const tags = optional(textMap);

const named = (id: string, arn: string): Attributes => ({
  id: computed('string', { assigned: id }),
  arn: computed('string', { assigned: `arn:aws:${arn}` }),
});

// As in the real provider: a set of objects that code may also write as blocks.
const securityRules: ValueType = [
  'set',
  [
    'object',
    {
      from_port: 'number',
      to_port: 'number',
      protocol: 'string',
      cidr_blocks: texts,
      ipv6_cidr_blocks: texts,
      security_groups: textSet,
      description: 'string',
      self: 'bool',
    },
  ],
];

/** Every resource type the light provider offers. A new type is an entry here and nothing else. */
export const resourceTypes: Readonly<Record<string, TypeShape>> = {
  aws_cloudwatch_metric_alarm: {
    attributes: {
      ...named('{alarm_name}', 'cloudwatch:eu-west-1:000000000000:alarm:{alarm_name}'),
      alarm_name: required('string', replaces),
      comparison_operator: required('string'),
      evaluation_periods: required('number'),
      threshold: optional('number'),
      metric_name: optional('string'),
      namespace: optional('string'),
      period: optional('number'),
      statistic: optional('string'),
      actions_enabled: optional('bool', { default: true }),
      alarm_description: optional('string'),
      treat_missing_data: optional('string', { default: 'missing' }),
      alarm_actions: optional(textSet),
      dimensions: optional(textMap),
      tags,
    },
  },
  aws_security_group: {
    attributes: {
      ...named('sg-{serial}', 'ec2:eu-west-1:000000000000:security-group/{id}'),
      name: required('string', replaces),
      description: optional('string', { default: 'Managed by Terraform', ...replaces }),
      vpc_id: optionalComputed('string', { assigned: 'vpc-1', ...replaces }),
      ingress: optionalComputed(securityRules),
      egress: optionalComputed(securityRules),
      tags,
    },
  },
  aws_s3_bucket: {
    attributes: {
      ...named('{bucket}', 's3:::{bucket}'),
      bucket: required('string', replaces),
      policy: optionalComputed('string', json),
      tags,
    },
  },
  aws_s3_bucket_policy: {
    partOf: { type: 'aws_s3_bucket', key: 'bucket', attributes: ['policy'] },
    attributes: {
      id: computed('string', { assigned: '{bucket}' }),
      bucket: required('string', replaces),
      policy: required('string', json),
    },
  },
  aws_sqs_queue: {
    attributes: {
      ...named(
        'https://sqs.eu-west-1.amazonaws.com/000000000000/{name}',
        'sqs:eu-west-1:000000000000:{name}',
      ),
      name: required('string', replaces),
      visibility_timeout_seconds: optional('number', { default: 30 }),
      policy: optionalComputed('string', json),
      tags,
    },
  },
  aws_iam_role: {
    attributes: {
      ...named('{name}', 'iam::000000000000:role/{name}'),
      name: required('string', replaces),
      assume_role_policy: required('string', json),
      tags,
    },
    blocks: {
      inline_policy: {
        nesting: 'set',
        computed: true,
        attributes: { name: optional('string'), policy: optional('string', json) },
      },
    },
  },
  aws_instance: {
    attributes: {
      ...named('i-{serial}', 'ec2:eu-west-1:000000000000:instance/{id}'),
      ami: required('string', replaces),
      instance_type: required('string'),
      user_data: optional('string'),
      tags,
    },
    blocks: {
      root_block_device: {
        nesting: 'list',
        maxItems: 1,
        computed: true,
        attributes: {
          device_name: computed('string', { assigned: '/dev/xvda' }),
          volume_type: optionalComputed('string', { assigned: 'gp3' }),
          volume_size: optionalComputed('number', { assigned: 8 }),
          encrypted: optionalComputed('bool', { assigned: false }),
          delete_on_termination: optional('bool', { default: true }),
        },
      },
    },
  },
  aws_db_instance: {
    attributes: {
      ...named('{identifier}', 'rds:eu-west-1:000000000000:db:{identifier}'),
      identifier: required('string', replaces),
      engine: required('string', replaces),
      username: required('string', replaces),
      password: optional('string', { sensitive: true, unreadable: true }),
      tags,
    },
  },
  aws_lambda_function: {
    attributes: {
      ...named('{function_name}', 'lambda:eu-west-1:000000000000:function:{function_name}'),
      function_name: required('string', replaces),
      last_modified: computed('string', { assigned: '{time}', renewed: true }),
      tags,
    },
    blocks: {
      environment: { nesting: 'list', maxItems: 1, attributes: { variables: optional(textMap) } },
    },
  },
  light_thing: {
    attributes: {
      id: computed('string', { assigned: '{name}' }),
      name: required('string', replaces),
      strings: optional(texts),
      zones: optional(texts, { equal: 'any order' }),
      labels: optional(textMap),
      secret: optional('string', { sensitive: true }),
      document: optional('string', json),
      number: optional('number'),
      flag: optional('bool'),
      revision: computed('number', { assigned: 1, renewed: true }),
      settings: optionalNested({ mode: optional('string'), level: optional('number') }),
    },
    blocks: {
      config: { nesting: 'list', attributes: { name: required('string'), value: optional('string') } },
      rules: {
        nesting: 'set',
        attributes: { name: required('string'), port: optional('number'), cidr: optional('string') },
      },
    },
  },
};

/** Data sources; the test puts what they find into the cloud under the same type name. */
export const dataTypes: Readonly<Record<string, TypeShape>> = {
  light_lookup: {
    attributes: {
      id: computed('string', { assigned: '{name}' }),
      name: required('string'),
      value: computed('string'),
    },
  },
};

export const providerAttributes: Attributes = {
  region: optional('string'),
  token: optional('string', { sensitive: true }),
};
