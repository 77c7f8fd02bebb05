resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "error-rate"
  namespace           = "Shop"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
  alarm_actions       = [aws_sns_topic.notify.arn]
}

resource "aws_sns_topic" "notify" {
  name         = "alerts"
  display_name = "Alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.notify.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FromCloudWatch"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.notify.arn
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_cloudwatch_log_group" "worker" {
  count             = 2
  name              = "/shop/worker/${count.index}"
  retention_in_days = 30
}

# Removed from the code later.
resource "aws_cloudwatch_log_group" "legacy" {
  name = "/shop/legacy"
}
