# Another region, with tags on everything.
provider "aws" {
  alias                       = "abroad"
  region                      = "eu-west-3"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  default_tags {
    tags = { Owner = "abroad", Team = "core" }
  }
}

resource "aws_sns_topic" "abroad" {
  provider = aws.abroad
  name     = "abroad"
  tags     = { Team = "sales" }
}

module "service_abroad" {
  source    = "./service"
  for_each  = toset(["chat"])
  name      = each.key
  providers = { aws = aws.abroad }
}
