import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const HOLDS_DATA = [
  'aws_db_instance',
  'aws_rds_cluster',
  'aws_s3_bucket',
  'aws_dynamodb_table',
  'aws_kms_key',
  'aws_efs_file_system',
  'aws_ebs_volume',
  'aws_secretsmanager_secret',
  'aws_elasticsearch_domain',
  'aws_opensearch_domain',
  'aws_redshift_cluster',
  'aws_docdb_cluster',
  'aws_neptune_cluster',
  'aws_backup_vault',
  'aws_ecr_repository',
  'aws_kinesis_stream',
  'google_sql_database_instance',
  'google_storage_bucket',
  'google_bigquery_dataset',
  'google_spanner_instance',
  'google_kms_crypto_key',
  'azurerm_storage_account',
  'azurerm_mssql_database',
  'azurerm_postgresql_flexible_server',
  'azurerm_cosmosdb_account',
  'azurerm_key_vault',
];
const ENCRYPTED = [
  'encrypted',
  'storage_encrypted',
  'encryption_at_rest_enabled',
  'at_rest_encryption_enabled',
  'transit_encryption_enabled',
  'encrypt_at_rest',
  'node_to_node_encryption',
  'server_side_encryption',
  'enable_https_traffic_only',
  'https_traffic_only_enabled',
  'sqs_managed_sse_enabled',
  'enable_key_rotation',
];
const KEYS = [
  'kms_key_id',
  'kms_key_arn',
  'kms_master_key_id',
  'kms_key_name',
  'encryption_key',
  'default_kms_key_name',
  'server_side_encryption_configuration',
  'encryption_configuration',
  'encryption',
];
const ACCESS_BLOCKS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

export const data: readonly ShippedSeverityRule[] = [
  {
    id: 'public-access-block-off',
    when: `resource.type in ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"]
      && (class == "deleted" || (attribute in ${oneOf(ACCESS_BLOCKS)} && after != true))`,
    severity: 'critical',
    why: 'nothing keeps the bucket from becoming public any more',
    example: {
      type: 'aws_s3_bucket_public_access_block',
      path: 'block_public_policy',
      before: true,
      after: false,
    },
    counter: {
      type: 'aws_s3_bucket_public_access_block',
      path: 'block_public_policy',
      before: false,
      after: true,
    },
  },
  {
    id: 'public-storage',
    when: `(attribute in ["acl", "predefined_acl"] && after in ["public-read", "public-read-write", "authenticated-read", "publicRead", "publicReadWrite"])
      || (attribute in ["access_control_policy", "grant"] && mentions(after, "global/AllUsers") && !mentions(before, "global/AllUsers"))
      || (attribute in ["allow_nested_items_to_be_public", "allow_blob_public_access"] && after == true)
      || (attribute == "public_access_prevention" && after == "inherited")
      || (attribute == "container_access_type" && after in ["blob", "container"])`,
    severity: 'critical',
    why: 'anyone can read what is stored there',
    example: { type: 'aws_s3_bucket_acl', path: 'acl', before: 'private', after: 'public-read' },
    counter: { type: 'aws_s3_bucket_acl', path: 'acl', before: 'public-read', after: 'private' },
  },
  {
    id: 'encryption-off',
    when: `(leaf in ${oneOf(ENCRYPTED)} || attribute in ${oneOf(ENCRYPTED)})
      && ((before == true && after != true) || (mentions(after, "false") && !mentions(before, "false")))`,
    severity: 'critical',
    why: 'data is no longer encrypted',
    example: { type: 'aws_db_instance', path: 'storage_encrypted', before: true, after: false },
    counter: { type: 'aws_db_instance', path: 'storage_encrypted', before: false, after: true },
  },
  {
    id: 'encryption-key-removed',
    when: `leaf in ${oneOf(KEYS)} && !empty(before) && empty(after)`,
    severity: 'high',
    why: 'the encryption with your own key was removed',
    example: { type: 'aws_sqs_queue', path: 'kms_master_key_id', before: 'alias/a', after: '' },
    counter: { type: 'aws_sqs_queue', path: 'kms_master_key_id', before: '', after: 'alias/a' },
  },
  {
    id: 'encryption-key-changed',
    when: `leaf in ${oneOf(KEYS)} && !empty(before) && !empty(after)`,
    severity: 'high',
    why: 'data is encrypted with another key',
    example: { type: 'aws_ebs_volume', path: 'kms_key_id', before: 'key/a', after: 'key/b' },
    counter: { type: 'aws_ebs_volume', path: 'kms_key_id', before: null, after: 'key/b' },
  },
  {
    id: 'data-deleted',
    when: `class == "deleted" && path == "" && resource.type in ${oneOf(HOLDS_DATA)}`,
    severity: 'critical',
    why: 'the data in it is gone with it',
    example: { type: 'aws_dynamodb_table', class: 'deleted' },
    counter: { type: 'aws_sqs_queue', class: 'deleted' },
  },
  {
    id: 'key-disabled',
    when: `resource.type == "aws_kms_key" && attribute == "is_enabled" && after != true`,
    severity: 'critical',
    why: 'what the key protects cannot be read',
    example: { type: 'aws_kms_key', path: 'is_enabled', before: true, after: false },
    counter: { type: 'aws_kms_key', path: 'is_enabled', before: false, after: true },
  },
];
