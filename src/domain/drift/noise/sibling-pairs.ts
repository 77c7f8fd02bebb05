/** A parent's attribute that repeats what a sibling resource manages. */
export interface SiblingPair {
  readonly parent: RegExp;
  readonly attribute: string;
  readonly sibling: string;
  /** The sibling's attribute that names the parent, by one of the parent's attributes in `to`. */
  readonly link: string;
  readonly to: readonly string[];
  /** The sibling must also say this. */
  readonly where?: Readonly<Record<string, string | boolean>>;
  /**
   * `all`: one sibling manages the whole attribute.
   * `elements`: many siblings, an element each; every element must be found in one by `fields`
   * (element attribute -> sibling attribute, `a|b` for either).
   */
  readonly owns: 'all' | 'elements';
  readonly fields?: Readonly<Record<string, string>>;
  /** Lists inside an element whose values may come from different siblings. */
  readonly spread?: readonly string[];
}

const bucket = (attribute: string, sibling: string): SiblingPair => ({
  parent: /^aws_s3_bucket$/,
  attribute,
  sibling,
  link: 'bucket',
  to: ['id', 'bucket'],
  owns: 'all',
});

const owned = (
  parent: string,
  attribute: string,
  sibling: string,
  link: string,
  ...to: string[]
): SiblingPair => ({
  parent: new RegExp(`^${parent}$`),
  attribute,
  sibling,
  link,
  to: to.length > 0 ? to : ['id'],
  owns: 'all',
});

const groupRule = (attribute: 'ingress' | 'egress'): readonly SiblingPair[] => {
  const spread = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'];
  const parent = /^aws_(default_)?security_group$/;
  return [
    {
      parent,
      attribute,
      sibling: 'aws_security_group_rule',
      link: 'security_group_id',
      to: ['id'],
      where: { type: attribute },
      owns: 'elements',
      spread,
      fields: {
        from_port: 'from_port',
        to_port: 'to_port',
        protocol: 'protocol',
        cidr_blocks: 'cidr_blocks',
        ipv6_cidr_blocks: 'ipv6_cidr_blocks',
        prefix_list_ids: 'prefix_list_ids',
        security_groups: 'source_security_group_id',
      },
    },
    {
      parent,
      attribute,
      sibling: `aws_vpc_security_group_${attribute}_rule`,
      link: 'security_group_id',
      to: ['id'],
      owns: 'elements',
      spread,
      fields: {
        from_port: 'from_port',
        to_port: 'to_port',
        protocol: 'ip_protocol',
        cidr_blocks: 'cidr_ipv4',
        ipv6_cidr_blocks: 'cidr_ipv6',
        prefix_list_ids: 'prefix_list_id',
        security_groups: 'referenced_security_group_id',
      },
    },
  ];
};

/** Known pairs. Source: the notes "do not use with" and the deprecated inline blocks of the providers' own docs. */
export const SIBLING_PAIRS: readonly SiblingPair[] = [
  bucket('policy', 'aws_s3_bucket_policy'),
  bucket('logging', 'aws_s3_bucket_logging'),
  bucket('versioning', 'aws_s3_bucket_versioning'),
  bucket('server_side_encryption_configuration', 'aws_s3_bucket_server_side_encryption_configuration'),
  bucket('lifecycle_rule', 'aws_s3_bucket_lifecycle_configuration'),
  bucket('cors_rule', 'aws_s3_bucket_cors_configuration'),
  bucket('website', 'aws_s3_bucket_website_configuration'),
  bucket('website_domain', 'aws_s3_bucket_website_configuration'),
  bucket('website_endpoint', 'aws_s3_bucket_website_configuration'),
  bucket('replication_configuration', 'aws_s3_bucket_replication_configuration'),
  bucket('object_lock_configuration', 'aws_s3_bucket_object_lock_configuration'),
  bucket('request_payer', 'aws_s3_bucket_request_payment_configuration'),
  bucket('acceleration_status', 'aws_s3_bucket_accelerate_configuration'),
  bucket('grant', 'aws_s3_bucket_acl'),
  bucket('acl', 'aws_s3_bucket_acl'),
  ...groupRule('ingress'),
  ...groupRule('egress'),
  {
    parent: /^aws_instance$/,
    attribute: 'ebs_block_device',
    sibling: 'aws_volume_attachment',
    link: 'instance_id',
    to: ['id'],
    owns: 'elements',
    fields: { volume_id: 'volume_id', device_name: 'device_name' },
  },
  {
    parent: /^aws_iam_role$/,
    attribute: 'managed_policy_arns',
    sibling: 'aws_iam_role_policy_attachment',
    link: 'role',
    to: ['name', 'id'],
    owns: 'elements',
    fields: { policy_arn: 'policy_arn' },
  },
  {
    parent: /^aws_iam_role$/,
    attribute: 'inline_policy',
    sibling: 'aws_iam_role_policy',
    link: 'role',
    to: ['id', 'name'],
    owns: 'elements',
    fields: { name: 'name' },
  },
  {
    parent: /^aws_(default_)?route_table$/,
    attribute: 'route',
    sibling: 'aws_route',
    link: 'route_table_id',
    to: ['id'],
    owns: 'elements',
    fields: {
      cidr_block: 'destination_cidr_block',
      ipv6_cidr_block: 'destination_ipv6_cidr_block',
      destination_prefix_list_id: 'destination_prefix_list_id',
      gateway_id: 'gateway_id',
      nat_gateway_id: 'nat_gateway_id',
      transit_gateway_id: 'transit_gateway_id',
      vpc_peering_connection_id: 'vpc_peering_connection_id',
      network_interface_id: 'network_interface_id',
    },
  },
  {
    parent: /^aws_(default_)?network_acl$/,
    attribute: 'ingress',
    sibling: 'aws_network_acl_rule',
    link: 'network_acl_id',
    to: ['id'],
    where: { egress: false },
    owns: 'elements',
    fields: {
      rule_no: 'rule_number',
      action: 'rule_action',
      cidr_block: 'cidr_block',
      from_port: 'from_port',
    },
  },
  {
    parent: /^aws_(default_)?network_acl$/,
    attribute: 'egress',
    sibling: 'aws_network_acl_rule',
    link: 'network_acl_id',
    to: ['id'],
    where: { egress: true },
    owns: 'elements',
    fields: {
      rule_no: 'rule_number',
      action: 'rule_action',
      cidr_block: 'cidr_block',
      from_port: 'from_port',
    },
  },
  {
    parent: /^aws_autoscaling_group$/,
    attribute: 'target_group_arns',
    sibling: 'aws_autoscaling_attachment',
    link: 'autoscaling_group_name',
    to: ['name', 'id'],
    owns: 'elements',
    fields: { arn: 'lb_target_group_arn' },
  },
  owned('aws_sqs_queue', 'policy', 'aws_sqs_queue_policy', 'queue_url', 'id', 'url'),
  owned('aws_sqs_queue', 'redrive_policy', 'aws_sqs_queue_redrive_policy', 'queue_url', 'id', 'url'),
  owned(
    'aws_sqs_queue',
    'redrive_allow_policy',
    'aws_sqs_queue_redrive_allow_policy',
    'queue_url',
    'id',
    'url',
  ),
  owned('aws_sns_topic', 'policy', 'aws_sns_topic_policy', 'arn', 'arn'),
  owned('aws_kms_key', 'policy', 'aws_kms_key_policy', 'key_id', 'id', 'key_id'),
  owned('aws_secretsmanager_secret', 'policy', 'aws_secretsmanager_secret_policy', 'secret_arn', 'arn'),
  owned(
    'aws_ecs_cluster',
    'capacity_providers',
    'aws_ecs_cluster_capacity_providers',
    'cluster_name',
    'name',
  ),
  owned('aws_glacier_vault', 'access_policy', 'aws_glacier_vault_lock', 'vault_name', 'name'),
  owned('azurerm_virtual_network', 'subnet', 'azurerm_subnet', 'virtual_network_name', 'name'),
  {
    parent: /^azurerm_network_security_group$/,
    attribute: 'security_rule',
    sibling: 'azurerm_network_security_rule',
    link: 'network_security_group_name',
    to: ['name'],
    owns: 'elements',
    fields: { name: 'name', priority: 'priority', access: 'access', direction: 'direction' },
  },
  {
    parent: /^google_compute_instance$/,
    attribute: 'attached_disk',
    sibling: 'google_compute_attached_disk',
    link: 'instance',
    to: ['id', 'self_link', 'name'],
    owns: 'elements',
    fields: { source: 'disk', device_name: 'device_name' },
  },
];
