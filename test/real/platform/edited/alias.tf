resource "aws_kms_alias" "order_data" {
  name          = "alias/orders"
  target_key_id = aws_kms_key.orders.key_id
}

moved {
  from = aws_kms_alias.orders
  to   = aws_kms_alias.order_data
}
