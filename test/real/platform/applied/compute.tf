resource "aws_iam_role" "orders" {
  name                 = "orders"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
  tags                 = { Team = "core" }
}

resource "aws_iam_role_policy" "orders" {
  name = "orders"
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "ReadOrders"
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
      Resource = aws_sqs_queue.orders.arn
    }]
  })
}

resource "aws_iam_role_policy" "reports" {
  name = "reports"
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.orders.name
  policy_arn = aws_iam_policy.logs.arn
}

resource "aws_iam_policy" "logs" {
  name = "write-logs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "arn:aws:logs:*:*:*" }]
  })
}

# The certificate's owner renews the thumbprints.
resource "aws_iam_openid_connect_provider" "pipeline" {
  url             = "https://pipeline.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"]
  lifecycle {
    ignore_changes = [thumbprint_list]
  }
}

resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 60
}

resource "aws_sqs_queue" "dead_letters" {
  name = "dead-letters"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "nodejs20.x"
  handler       = "index.handler"
  filename      = "${path.module}/orders.zip"
  timeout       = 10
  environment {
    variables = { TABLE = aws_dynamodb_table.sessions.name, MODE = "strict" }
  }
}

module "service" {
  source   = "./service"
  for_each = toset(["api", "mail"])
  name     = each.key
}

resource "aws_instance" "bastion" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.apps["a"].id
  tags          = { Name = "bastion" }
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "eu-west-1a"
  size              = 8
}

resource "aws_volume_attachment" "scratch" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.bastion.id
  volume_id   = aws_ebs_volume.scratch.id
}
