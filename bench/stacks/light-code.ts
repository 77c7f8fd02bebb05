const BLOCKS: readonly ((n: number) => string)[] = [
  (n) => `resource "aws_cloudwatch_metric_alarm" "errors_${n}" {
  alarm_name          = "errors-${n}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "ErrorRate"
  namespace           = "Shop/Checkout"
  period              = 60
  statistic           = "Average"
  threshold           = 2
  alarm_description   = "More than 2 % of the checkouts of shop ${n} fail."
  dimensions          = { Shop = "shop-${n}" }
  tags                = { Team = "core", Service = "shop-${n}" }
}
`,
  (n) => `resource "aws_security_group" "web_${n}" {
  name        = "web-${n}"
  description = "Web servers of shop ${n}"
  ingress {
    description = "from the load balancer"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.${n % 256}.0.0/16"]
  }
  tags = { Team = "core", Service = "shop-${n}" }
}
`,
  (n) => `resource "aws_sqs_queue" "jobs_${n}" {
  name                       = "jobs-${n}"
  visibility_timeout_seconds = 60
  tags                       = { Team = "core", Service = "shop-${n}" }
}
`,
  (n) => `resource "aws_iam_role" "worker_${n}" {
  name = "worker-${n}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
  tags = { Team = "core", Service = "shop-${n}" }
}
`,
  (n) => `resource "aws_lambda_function" "worker_${n}" {
  function_name = "worker-${n}"
  environment {
    variables = { QUEUE = aws_sqs_queue.jobs_${n - 2}.name, STAGE = "prod" }
  }
  tags = { Team = "core", Service = "shop-${n}" }
}
`,
];

/** Resources per file: as people split files, so that none has thousands of lines. */
const PER_FILE = 50;

/** A stack of `count` resources over five types, each in a block of its own; names carry numbers from `firstNumber`. */
export function lightCode(count: number, firstNumber = 0): Readonly<Record<string, string>> {
  const files: Record<string, string> = { 'providers.tf': 'provider "aws" {\n  region = "eu-west-1"\n}\n' };
  for (let start = 0; start < count; start += PER_FILE) {
    const blocks = Array.from({ length: Math.min(PER_FILE, count - start) }, (_, i) =>
      blockOf(firstNumber + start + i),
    );
    files[`shops-${start / PER_FILE}.tf`] = blocks.join('\n');
  }
  return files;
}

const blockOf = (n: number): string => BLOCKS[n % BLOCKS.length]?.(n) ?? '';
