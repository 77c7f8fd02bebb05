import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const ALARMS = [
  'aws_cloudwatch_metric_alarm',
  'aws_cloudwatch_composite_alarm',
  'google_monitoring_alert_policy',
  'azurerm_monitor_metric_alert',
  'azurerm_monitor_scheduled_query_rules_alert_v2',
  'datadog_monitor',
  'grafana_rule_group',
];
const ALARM_PARTS = [
  'threshold',
  'evaluation_periods',
  'datapoints_to_alarm',
  'period',
  'comparison_operator',
  'treat_missing_data',
  'statistic',
  'extended_statistic',
  'metric_name',
  'metric_query',
  'dimensions',
  'alarm_rule',
  'conditions',
  'criteria',
  'query',
  'monitor_thresholds',
  'notification_channels',
  'action',
  'alarm_actions',
  'message',
];
const AUDIT = [
  'aws_cloudtrail',
  'aws_flow_log',
  'aws_config_configuration_recorder',
  'aws_config_configuration_recorder_status',
  'aws_guardduty_detector',
  'aws_securityhub_account',
  'aws_s3_bucket_logging',
  'google_logging_project_sink',
  'azurerm_monitor_diagnostic_setting',
  'azurerm_network_watcher_flow_log',
];
const LOGGING = [
  'enable_logging',
  'enable_log_file_validation',
  'is_multi_region_trail',
  'include_global_service_events',
  'logging',
  'access_logs',
  'logging_config',
  'logging_configuration',
  'log_config',
  'enabled_cloudwatch_logs_exports',
  'enabled_cluster_log_types',
  'enable_flow_logs',
];
const PROTECTION = [
  'deletion_protection',
  'deletion_protection_enabled',
  'enable_deletion_protection',
  'disable_api_termination',
  'purge_protection_enabled',
  'termination_protection',
];

export const safeguards: readonly ShippedSeverityRule[] = [
  {
    id: 'alarm-deleted',
    when: `class == "deleted" && path == "" && resource.type in ${oneOf(ALARMS)}`,
    severity: 'high',
    why: 'nobody is told any more when it goes wrong',
    example: { type: 'aws_cloudwatch_metric_alarm', class: 'deleted' },
    counter: { type: 'aws_cloudwatch_dashboard', class: 'deleted' },
  },
  {
    id: 'alarm-disabled',
    when: `resource.type in ${oneOf(ALARMS)} && ((attribute in ["actions_enabled", "enabled"] && after != true)
      || (attribute in ["alarm_actions", "notification_channels", "action"] && !empty(before) && empty(after)))`,
    severity: 'high',
    why: 'the alarm tells nobody any more',
    example: { type: 'aws_cloudwatch_metric_alarm', path: 'actions_enabled', before: true, after: false },
    counter: { type: 'aws_cloudwatch_metric_alarm', path: 'actions_enabled', before: false, after: true },
  },
  {
    id: 'alarm-loosened',
    when: `resource.type in ${oneOf(ALARMS)} && attribute in ${oneOf(ALARM_PARTS)}`,
    severity: 'high',
    why: 'the alarm fires at other conditions than the code says',
    example: { type: 'aws_cloudwatch_metric_alarm', path: 'threshold', before: 2, after: 50 },
    counter: { type: 'aws_cloudwatch_metric_alarm', path: 'alarm_name', before: 'a', after: 'b' },
  },
  {
    id: 'audit-deleted',
    when: `class == "deleted" && path == "" && resource.type in ${oneOf(AUDIT)}`,
    severity: 'high',
    why: 'what happens is no longer recorded',
    example: { type: 'aws_cloudtrail', class: 'deleted' },
    counter: { type: 'aws_sns_topic', class: 'deleted' },
  },
  {
    id: 'logging-off',
    when: `(attribute in ${oneOf(LOGGING)} || leaf in ${oneOf(LOGGING)}) && (after == false || (!empty(before) && empty(after))
      || (mentions(before, "true") && mentions(after, "false")))`,
    severity: 'high',
    why: 'what happens is no longer recorded',
    example: { type: 'aws_cloudtrail', path: 'enable_logging', before: true, after: false },
    counter: { type: 'aws_cloudtrail', path: 'enable_logging', before: false, after: true },
  },
  {
    id: 'detector-off',
    when: `resource.type in ${oneOf(AUDIT)} && attribute in ["enable", "enabled", "is_enabled", "recording_group", "traffic_type"] && after != true`,
    severity: 'high',
    why: 'part of what happens is no longer watched',
    example: { type: 'aws_guardduty_detector', path: 'enable', before: true, after: false },
    counter: { type: 'aws_guardduty_detector', path: 'enable', before: false, after: true },
  },
  {
    id: 'deletion-protection-off',
    when: `leaf in ${oneOf(PROTECTION)} && after != true`,
    severity: 'high',
    why: 'it can now be deleted by mistake',
    example: { type: 'aws_db_instance', path: 'deletion_protection', before: true, after: false },
    counter: { type: 'aws_db_instance', path: 'deletion_protection', before: false, after: true },
  },
  {
    id: 'backups-reduced',
    when: `(leaf in ["backup_retention_period", "snapshot_retention_limit", "automated_snapshot_retention_period", "backup_retention_days", "retention_in_days", "message_retention_seconds"]
        && shrank(before, after))
      || (attribute == "point_in_time_recovery" && mentions(after, "false"))
      || (attribute == "backup_configuration" && mentions(after, "false"))
      || (attribute == "skip_final_snapshot" && after == true)`,
    severity: 'high',
    why: 'less can be brought back after a loss',
    example: { type: 'aws_db_instance', path: 'backup_retention_period', before: 30, after: 1 },
    counter: { type: 'aws_db_instance', path: 'backup_retention_period', before: 1, after: 30 },
  },
  {
    id: 'versioning-off',
    when: `attribute in ["versioning", "versioning_configuration"]
      && (mentions(after, "Suspended") || mentions(after, "Disabled") || mentions(after, "false"))`,
    severity: 'high',
    why: 'what is overwritten or deleted cannot be brought back',
    example: {
      type: 'aws_s3_bucket_versioning',
      path: 'versioning_configuration[0].status',
      before: 'Enabled',
      after: 'Suspended',
    },
    counter: {
      type: 'aws_s3_bucket_versioning',
      path: 'versioning_configuration[0].status',
      before: 'Suspended',
      after: 'Enabled',
    },
  },
];
