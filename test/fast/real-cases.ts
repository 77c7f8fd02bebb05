import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EDITED_PLATFORM, type RealStack, type StateFile, type StateInstance } from './real-stack.ts';

/** One way in which code or state can be other than at the last apply. */
export interface RealCase {
  readonly name: string;
  readonly arrange: (stack: RealStack) => Promise<unknown>;
  /** Of the bare plan: a case that fails for another reason than it should proves nothing. */
  readonly exitCode: 1 | 2;
}

const more =
  (text: string) =>
  (stack: RealStack): Promise<void> =>
    writeFile(join(stack.folder, 'more.tf'), text);
const all =
  (...steps: readonly RealCase['arrange'][]) =>
  async (stack: RealStack): Promise<void> => {
    for (const step of steps) await step(stack);
  };

const edited = (stack: RealStack): Promise<void> => cp(EDITED_PLATFORM, stack.folder, { recursive: true });
/** Only the state names their types afterwards. */
const orphans = (stack: RealStack): Promise<void> =>
  stack.edit('compute.tf', (text) => text.slice(0, text.indexOf('resource "aws_ebs_volume"')));
const newInstance = (stack: RealStack): Promise<void> =>
  stack.edit('compute.tf', (text) => text.replace('["api", "mail"]', '["api", "mail", "chat"]'));

const FUNCTIONS = `
output "account" { value = provider::aws::arn_parse("arn:aws:iam::444455556666:role/example").account_id }
output "built" { value = provider::aws::arn_build("aws", "iam", "", "444455556666", "role/x") }
output "role" { value = provider::aws::trim_iam_role_path(aws_iam_role.orders.arn) }
`;
const DATA = `
data "aws_region" "here" {}
data "aws_sns_topic" "notify" {
  name       = "alerts"
}
data "aws_ssm_parameters_by_path" "shop" { path = "/shop" }
output "region" { value = data.aws_region.here.name }
output "topic" { value = data.aws_sns_topic.notify.arn }
output "settings" { value = sort(data.aws_ssm_parameters_by_path.shop.names) }
`;
const IMPORT = `
resource "aws_cloudwatch_log_group" "taken" {
  name              = "/shop/taken"
  retention_in_days = 3
}
import {
  to = aws_cloudwatch_log_group.taken
  id = "/shop/taken"
}
`;
const ALIAS = `
provider "aws" {
  alias                       = "third"
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  default_tags { tags = { Fast = "yes" } }
}
resource "aws_sns_topic" "third" {
  provider = aws.third
  name     = "third"
}
`;
const EPHEMERAL = `
ephemeral "aws_ssm_parameter" "currency" {
  arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/currency"
}
provider "aws" {
  alias                       = "short"
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = ephemeral.aws_ssm_parameter.currency.value
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
data "aws_region" "short" { provider = aws.short }
output "short" { value = data.aws_region.short.name }
resource "aws_ssm_parameter" "written" {
  name             = "/shop/written"
  type             = "SecureString"
  value_wo         = ephemeral.aws_ssm_parameter.currency.value
  value_wo_version = 1
}
`;

const makeLogGroup = (stack: RealStack): Promise<string> =>
  stack.aws('logs', 'create-log-group', '--log-group-name', '/shop/taken');

/** What these types knew at schema version 0, in which the provider has upgraders to the present one. */
const YOUNGER_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  aws_vpc: ['assign_generated_ipv6_cidr_block', 'ipv6_cidr_block_network_border_group'],
  aws_subnet: ['enable_resource_name_dns_a_record_on_launch', 'ipv6_native'],
  aws_security_group: ['revoke_rules_on_delete'],
  aws_security_group_rule: ['security_group_rule_id', 'timeouts'],
  aws_autoscaling_group: ['warm_pool', 'traffic_source', 'instance_maintenance_policy'],
  aws_dynamodb_table: ['deletion_protection_enabled', 'on_demand_throughput', 'import_table'],
  aws_cloudwatch_metric_alarm: ['metric_query'],
  aws_instance: ['maintenance_options', 'private_dns_name_options'],
};

const olderState = (stack: RealStack): Promise<void> =>
  stack.editState((state) =>
    eachInstance(state, Object.keys(YOUNGER_ATTRIBUTES), (instance, type) => {
      if (instance.schema_version === 0) throw new Error(`${type} has no older schema any more.`);
      instance.schema_version = 0;
      for (const name of YOUNGER_ATTRIBUTES[type] ?? []) delete instance.attributes?.[name];
    }),
  );

/** As Terraform before 0.12 kept attributes. */
const flatState = (stack: RealStack): Promise<void> =>
  stack.editState((state) =>
    eachInstance(state, ['aws_iam_role_policy_attachment', 'aws_sns_topic_policy'], (instance) => {
      const texts = Object.entries(instance.attributes ?? {}).filter(
        ([, value]) => typeof value === 'string',
      );
      delete instance.attributes;
      instance['attributes_flat'] = Object.fromEntries(texts);
    }),
  );

const tainted = (stack: RealStack): Promise<void> =>
  stack.editState((state) =>
    eachInstance(state, ['aws_kms_alias'], (instance) => {
      instance['status'] = 'tainted';
    }),
  );

function eachInstance(
  { resources }: StateFile,
  types: readonly string[],
  change: (instance: StateInstance, type: string) => void,
): void {
  for (const type of types) {
    const of = resources.filter((resource) => resource.mode === 'managed' && resource.type === type);
    if (of.length === 0) throw new Error(`The state holds no ${type}.`);
    for (const { instances } of of) for (const instance of instances) change(instance, type);
  }
}

/** One after the other, each from the platform as it was applied over a changed reality. */
export const CASES: readonly RealCase[] = [
  { name: 'moved blocks, an orphan and code that nobody applied', arrange: edited, exitCode: 2 },
  {
    name: 'a removed block',
    arrange: all(
      edited,
      more('removed {\n  from = aws_cloudwatch_log_group.legacy\n  lifecycle { destroy = false }\n}\n'),
    ),
    exitCode: 2,
  },
  { name: 'orphans of types that only the state names', arrange: orphans, exitCode: 2 },
  { name: 'a new instance of a module', arrange: newInstance, exitCode: 2 },
  { name: 'functions of the provider', arrange: more(FUNCTIONS), exitCode: 2 },
  { name: 'data sources', arrange: more(DATA), exitCode: 2 },
  {
    name: 'an ephemeral resource in a provider and a write-only argument',
    arrange: more(EPHEMERAL),
    exitCode: 2,
  },
  { name: 'an import block', arrange: all(makeLogGroup, more(IMPORT)), exitCode: 2 },
  {
    name: 'an import of what is not there',
    arrange: more(IMPORT.replaceAll('/shop/taken', '/shop/nowhere')),
    exitCode: 1,
  },
  { name: 'one more alias with default tags', arrange: more(ALIAS), exitCode: 2 },
  {
    name: 'other default tags',
    arrange: (stack) => stack.edit('abroad.tf', (text) => text.replace('"abroad", Team', '"anna", Team')),
    exitCode: 2,
  },
  { name: 'an older schema of eight types in the state', arrange: olderState, exitCode: 2 },
  { name: 'attributes kept as flat text, as before 0.12', arrange: flatState, exitCode: 2 },
  { name: 'a tainted resource', arrange: tainted, exitCode: 2 },
  {
    name: 'a state of a newer provider',
    arrange: (stack) =>
      stack.editState((state) =>
        eachInstance(state, ['aws_sqs_queue'], (instance) => {
          instance.schema_version = 99;
        }),
      ),
    exitCode: 1,
  },
  { name: 'a type that does not exist', arrange: more('resource "aws_nothing" "at_all" {}\n'), exitCode: 1 },
  {
    name: 'an argument that does not exist',
    arrange: more('resource "aws_sns_topic" "odd" { colour = "red" }\n'),
    exitCode: 1,
  },
  {
    name: 'a value that the provider refuses',
    arrange: more('resource "aws_sqs_queue" "odd" { visibility_timeout_seconds = 999999 }\n'),
    exitCode: 1,
  },
  {
    name: 'provider settings that exclude each other',
    arrange: (stack) =>
      stack.edit('main.tf', (text) =>
        text.replace(
          's3_use_path_style',
          'allowed_account_ids = ["1"]\n  forbidden_account_ids = ["2"]\n  s3_use_path_style',
        ),
      ),
    exitCode: 1,
  },
  {
    name: 'an account that the provider settings do not allow',
    arrange: (stack) =>
      stack.edit('main.tf', (text) =>
        text.replace('s3_use_path_style', 'allowed_account_ids = ["444455556666"]\n  s3_use_path_style'),
      ),
    exitCode: 1,
  },
  {
    name: 'a data source of something that is not there',
    arrange: more('data "aws_sns_topic" "lost" { name = "lost" }\n'),
    exitCode: 1,
  },
];

/** What agrees with each other of the above, at once. */
export const EVERYTHING: RealCase = {
  name: 'code and state of all kinds at once',
  arrange: all(
    edited,
    orphans,
    newInstance,
    makeLogGroup,
    more([FUNCTIONS, DATA, EPHEMERAL, IMPORT, ALIAS].join('\n')),
    olderState,
    flatState,
  ),
  exitCode: 2,
};
