variable "service" {
  description = "The service that the resource belongs to."
  type        = string
}

variable "owner" {
  description = "The team to turn to."
  type        = string
}

variable "cost_centre" {
  description = "Who pays."
  type        = string
}

output "tags" {
  description = "What every resource of the service is tagged with."
  value = {
    service     = var.service
    owner       = var.owner
    cost_centre = var.cost_centre
    managed_by  = "terraform"
  }
}
