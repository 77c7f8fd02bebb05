resource "aws_security_group" "checkout" {
  name        = "checkout"
  description = "What may reach the checkout service."

  ingress {
    description = "HTTPS from anywhere"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "SSH from the office"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }

  egress {
    description = "Anything out"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = module.tags["checkout"].tags
}

output "checkout_security_group_id" {
  description = "For services that the checkout may talk to."
  value       = aws_security_group.checkout.id
}
