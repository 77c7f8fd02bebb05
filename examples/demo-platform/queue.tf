# Orders that wait for their receipt.
resource "aws_sqs_queue" "receipts" {
  name                      = "receipts-to-send"
  message_retention_seconds = 86400

  tags = module.tags["receipts"].tags
}
