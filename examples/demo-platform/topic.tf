# Says that an order was paid: the printer of receipts listens.
resource "aws_sns_topic" "receipts" {
  name = "receipts-to-print"

  tags = module.tags["receipts"].tags
}
