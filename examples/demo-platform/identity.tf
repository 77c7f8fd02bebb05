resource "aws_iam_role" "checkout" {
  name = "checkout"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })

  tags = module.tags["checkout"].tags
}

# The checkout may add receipts, and nothing else.
resource "aws_iam_role_policy" "write_receipts" {
  name = "write-receipts"
  role = aws_iam_role.checkout.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = ["${aws_s3_bucket.receipts.arn}/*"]
    }]
  })
}
