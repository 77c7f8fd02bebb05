import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const POLICY_OWNERS = [
  'aws_iam_policy',
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_iam_user_policy',
  'aws_iam_group_policy',
];
const IDENTITY = [
  ...POLICY_OWNERS,
  'aws_iam_role_policy_attachment',
  'aws_iam_user_policy_attachment',
  'aws_iam_group_policy_attachment',
  'aws_iam_policy_attachment',
  'aws_iam_user',
  'aws_iam_group_membership',
  'aws_iam_user_group_membership',
  'aws_iam_instance_profile',
  'aws_iam_openid_connect_provider',
  'aws_iam_saml_provider',
  'google_project_iam_policy',
  'google_project_iam_binding',
  'google_project_iam_member',
  'google_service_account_iam_binding',
  'google_service_account_iam_member',
  'azurerm_role_assignment',
  'azurerm_role_definition',
];
const IDENTITY_PARTS = [
  'policy',
  'policy_arn',
  'assume_role_policy',
  'inline_policy',
  'managed_policy_arns',
  'permissions_boundary',
  'max_session_duration',
  'role',
  'roles',
  'user',
  'users',
  'group',
  'groups',
  'members',
  'member',
  'condition',
  'client_id_list',
  'thumbprint_list',
  'saml_metadata_document',
  'policy_data',
  'role_definition_id',
  'role_definition_name',
  'principal_id',
  'scope',
  'permissions',
];
const GOOGLE_PUBLIC = ['allUsers', 'allAuthenticatedUsers'];

const statement = (fields: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:::a', ...fields }],
  });

export const identity: readonly ShippedSeverityRule[] = [
  {
    id: 'iam-allows-everything',
    when: `resource.type in ${oneOf(POLICY_OWNERS)} && leaf in ["policy", "inline_policy"]
      && statements(after_doc).exists(s, s.effect == "Allow" && ("*" in s.actions || "*" in s.resources)
        && !(s in statements(before_doc)))`,
    severity: 'critical',
    why: 'a policy now allows every action or every resource',
    example: {
      type: 'aws_iam_policy',
      path: 'policy',
      before: statement({}),
      after: statement({ Action: '*' }),
    },
    counter: {
      type: 'aws_iam_policy',
      path: 'policy',
      before: statement({ Resource: '*' }),
      after: statement({ Resource: 'arn:aws:sqs:::b' }),
    },
  },
  {
    id: 'policy-trusts-everyone',
    when: `leaf in ["policy", "assume_role_policy", "access_policy", "access_policies", "resource_policy", "repository_policy"]
      && statements(after_doc).exists(s, s.effect == "Allow" && "*" in s.principals && !s.conditional
        && !(s in statements(before_doc)))`,
    severity: 'critical',
    why: 'a policy now lets anyone in',
    example: {
      type: 'aws_s3_bucket_policy',
      path: 'policy',
      before: statement({ Principal: { AWS: 'arn:aws:iam::1:root' } }),
      after: statement({ Principal: { AWS: ['*'] } }),
    },
    counter: {
      type: 'aws_sns_topic',
      path: 'policy',
      before: statement({ Principal: { AWS: 'arn:aws:iam::1:root' } }),
      after: statement({ Principal: '*', Condition: { StringEquals: { 'aws:SourceOwner': '1' } } }),
    },
  },
  {
    id: 'invoked-by-everyone',
    when: `(resource.type == "aws_lambda_permission" && attribute == "principal" && after == "*")
      || (resource.type == "aws_lambda_function_url" && attribute == "authorization_type" && after == "NONE")`,
    severity: 'critical',
    why: 'anyone can call the function',
    example: {
      type: 'aws_lambda_function_url',
      path: 'authorization_type',
      before: 'AWS_IAM',
      after: 'NONE',
    },
    counter: {
      type: 'aws_lambda_permission',
      path: 'principal',
      before: '*',
      after: 'events.amazonaws.com',
    },
  },
  {
    id: 'google-public-member',
    when: `attribute in ["member", "members", "policy_data", "entity", "role_entity"]
      && ${oneOf(GOOGLE_PUBLIC)}.exists(who, mentions(after, who) && !mentions(before, who))`,
    severity: 'critical',
    why: 'anyone on the internet was granted a role',
    example: {
      type: 'google_storage_bucket_iam_member',
      path: 'member',
      before: 'user:a@example.com',
      after: 'allUsers',
    },
    counter: {
      type: 'google_storage_bucket_iam_member',
      path: 'member',
      before: 'allUsers',
      after: 'user:a@example.com',
    },
  },
  {
    id: 'identity-changed',
    when: `resource.type in ${oneOf(IDENTITY)} && attribute in ${oneOf(IDENTITY_PARTS)}`,
    severity: 'high',
    why: 'who may do what has changed',
    example: {
      type: 'aws_iam_role',
      path: 'assume_role_policy',
      before: statement({ Principal: { Service: 'ec2.amazonaws.com' } }),
      after: statement({ Principal: { AWS: 'arn:aws:iam::2:root' } }),
    },
    counter: { type: 'aws_iam_role', path: 'unique_id', before: 'a', after: 'b' },
  },
  {
    id: 'resource-policy-changed',
    when: `leaf in ["policy", "access_policy", "access_policies", "resource_policy", "repository_policy"]
      && (!empty(before_doc) || !empty(after_doc))`,
    severity: 'high',
    why: 'who may use the resource has changed',
    example: {
      type: 'aws_sqs_queue_policy',
      path: 'policy',
      before: statement({ Principal: { AWS: 'arn:aws:iam::1:root' } }),
      after: statement({ Principal: { AWS: 'arn:aws:iam::2:root' } }),
    },
    counter: { type: 'aws_appautoscaling_policy', path: 'policy', before: 'a', after: 'b' },
  },
];
