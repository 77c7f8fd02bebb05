/**
 * Code with a number of resources of the real AWS provider, four types in equal parts. With an `endpoints` block the
 * provider checks all of its own schema twice in every plan, which takes it seconds; without one it does not.
 */
export const countedCode = (resources: number, endpoint: string | null): string => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
${endpoint === null ? '' : endpointsBlock(endpoint)}}
locals { each = ${Math.ceil(resources / 4)} }
resource "aws_cloudwatch_log_group" "logs" {
  count = local.each
  name  = "bench-\${count.index}"
}
resource "aws_ssm_parameter" "settings" {
  count = local.each
  name  = "bench-\${count.index}"
  type  = "String"
  value = "as applied"
}
resource "aws_sns_topic" "topics" {
  count = local.each
  name  = "bench-\${count.index}"
}
resource "aws_cloudwatch_metric_alarm" "alarms" {
  count               = local.each
  alarm_name          = "bench-\${count.index}"
  namespace           = "Bench"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
}
`;

const endpointsBlock = (endpoint: string): string => `  endpoints {
    cloudwatch     = "${endpoint}"
    cloudwatchlogs = "${endpoint}"
    sns            = "${endpoint}"
    ssm            = "${endpoint}"
    sts            = "${endpoint}"
  }
`;
