locals {
  services = {
    checkout = { owner = "payments", cost_centre = "cc-1042" }
    receipts = { owner = "finance", cost_centre = "cc-2077" }
  }
}

module "tags" {
  source   = "./modules/tags"
  for_each = local.services

  service     = each.key
  owner       = each.value.owner
  cost_centre = each.value.cost_centre
}
