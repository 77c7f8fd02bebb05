resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_s3_bucket_policy" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["${aws_s3_bucket.uploads.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_versioning" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  tags = { Team = "core" }
}

resource "aws_dynamodb_table" "carts" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_kms_key" "orders" {
  description             = "Orders at rest"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

resource "aws_ssm_parameter" "settings" {
  for_each = { "page-size" = "20", "currency" = "EUR" }
  name     = "/shop/${each.key}"
  type     = "String"
  value    = each.value
}

resource "aws_ssm_parameter" "limits" {
  name           = "/shop/limits"
  type           = "String"
  insecure_value = jsonencode({ basket = 50, upload_mb = 20 })
}

# The deployment writes it; the code only makes it.
resource "aws_ssm_parameter" "release" {
  name           = "/shop/release"
  type           = "String"
  insecure_value = "none"
  lifecycle {
    ignore_changes = [insecure_value]
  }
}

output "release" {
  value = aws_ssm_parameter.release.insecure_value
}

resource "aws_secretsmanager_secret" "gateway" {
  name        = "payment-gateway"
  description = "Credentials of the payment gateway"
}
