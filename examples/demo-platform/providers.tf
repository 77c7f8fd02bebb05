terraform {
  required_version = ">= 1.1"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

locals {
  emulated = var.cloud_endpoint != null
}

provider "aws" {
  region = var.region

  # An emulator takes any key. Against real AWS these are null, and the usual credentials apply.
  access_key                  = local.emulated ? "demo" : null
  secret_key                  = local.emulated ? "demo" : null
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated
  skip_region_validation      = local.emulated
  s3_use_path_style           = local.emulated

  dynamic "endpoints" {
    for_each = local.emulated ? [var.cloud_endpoint] : []

    content {
      cloudwatch = endpoints.value
      dynamodb   = endpoints.value
      ec2        = endpoints.value
      iam        = endpoints.value
      s3         = endpoints.value
      sns        = endpoints.value
      sts        = endpoints.value
    }
  }
}
