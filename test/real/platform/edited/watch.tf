resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "error-rate"
  namespace           = "Shop"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_sns_topic" "alerts" {
  name         = "alerts"
  display_name = "Alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FromCloudWatch"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_cloudwatch_log_group" "worker" {
  count             = 2
  name              = "/shop/worker/${count.index}"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "audit" {
  name = "/shop/audit"
}

# Reads only at the apply, because its log group is not there yet.
data "aws_iam_policy_document" "audit" {
  statement {
    actions   = ["logs:PutLogEvents"]
    resources = [aws_cloudwatch_log_group.audit.arn]
  }
}

output "alarm" {
  value = aws_cloudwatch_metric_alarm.error_rate.arn
}

moved {
  from = aws_sns_topic.notify
  to   = aws_sns_topic.alerts
}
