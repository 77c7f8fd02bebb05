# Wakes the team when more than 2 % of the checkouts fail.
resource "aws_cloudwatch_metric_alarm" "error_rate" {
  alarm_name          = "checkout-error-rate"
  alarm_description   = "More than 2 % of the checkouts fail."
  namespace           = "Shop/Checkout"
  metric_name         = "ErrorRate"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
}
