variable "region" {
  description = "Where the platform runs."
  type        = string
  default     = "eu-west-1"
}

variable "cloud_endpoint" {
  description = "URL of an AWS emulator such as moto_server; null for AWS itself."
  type        = string
  default     = null
}
