import type { ShippedSeverityRule } from '../severity-rules.ts';
import { oneOf } from './one-of.ts';

const GROUPS = [
  'aws_security_group',
  'aws_default_security_group',
  'aws_network_acl',
  'aws_default_network_acl',
  'azurerm_network_security_group',
];
const GROUP_RULES = ['ingress', 'security_rule'];
const RULES = [
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_network_acl_rule',
  'google_compute_firewall',
  'azurerm_network_security_rule',
];
/** Parts that can open a rule without naming an address range themselves. */
const PORTS = ['from_port', 'to_port', 'protocol', 'ip_protocol', 'action'];
const RULE_PARTS = [
  ...PORTS,
  'source_address_prefix',
  'source_address_prefixes',
  'destination_port_range',
  'destination_port_ranges',
  'ports',
  'allow',
  'deny',
  'disabled',
  'access',
  'direction',
  'rule_action',
];

/** Shells, remote desktops, databases, caches, cluster and container control. */
const ADMIN_PORTS =
  '[22, 23, 135, 445, 1433, 1521, 2375, 2376, 2379, 3306, 3389, 5432, 5601, 5900, 5985, 5986, 6379, 6443, 8200, 9042, 9092, 9200, 10250, 11211, 27017]';

const newRange = 'size(opened(before, after)) > 0';
const inGroup = `resource.type in ${oneOf(GROUPS)} && attribute in ${oneOf(GROUP_RULES)}`;
const elementOpened = `(${newRange} || leaf in ${oneOf(PORTS)}) && size(opened({}, element)) > 0`;
const inRule = `resource.type in ${oneOf(RULES)}`;
const ruleOpened = `(${newRange} || leaf in ${oneOf(RULE_PARTS)}) && size(opened({}, values)) > 0`;

const ssh = { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] };
const https = { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] };

export const network: readonly ShippedSeverityRule[] = [
  {
    id: 'public-admin-port',
    when: `${inGroup} && (opened(before, after).exists(rule, reaches(rule, ${ADMIN_PORTS}))
      || (${elementOpened} && reaches(element, ${ADMIN_PORTS})))`,
    severity: 'critical',
    why: 'the whole internet can reach an administration or database port',
    example: { type: 'aws_security_group', path: 'ingress[1]', change: 'added', after: ssh },
    counter: { type: 'aws_security_group', path: 'ingress[1]', change: 'added', after: https },
  },
  {
    id: 'public-admin-port-rule',
    when: `${inRule} && ${ruleOpened} && reaches(values, ${ADMIN_PORTS})`,
    severity: 'critical',
    why: 'the whole internet can reach an administration or database port',
    example: {
      type: 'aws_vpc_security_group_ingress_rule',
      path: 'cidr_ipv4',
      before: '10.0.0.0/8',
      after: '0.0.0.0/0',
      values: { cidr_ipv4: '0.0.0.0/0', from_port: 0, to_port: 65535, ip_protocol: 'tcp' },
    },
    counter: {
      type: 'aws_security_group_rule',
      path: 'cidr_blocks[0]',
      before: '10.0.0.0/8',
      after: '0.0.0.0/0',
      values: { type: 'egress', cidr_blocks: ['0.0.0.0/0'], from_port: 0, to_port: 0, protocol: '-1' },
    },
  },
  {
    id: 'public-ingress',
    when: `${inGroup} && (${newRange} || (${elementOpened}))`,
    severity: 'high',
    why: 'a port was opened to the whole internet',
    example: { type: 'aws_security_group', path: 'ingress', before: [], after: [https] },
    counter: { type: 'aws_security_group', path: 'ingress', before: [https], after: [] },
  },
  {
    id: 'public-ingress-rule',
    when: `${inRule} && ((${ruleOpened}) || (values == {} && ${newRange}))`,
    severity: 'high',
    why: 'a port was opened to the whole internet',
    example: {
      type: 'google_compute_firewall',
      path: 'source_ranges[0]',
      change: 'added',
      after: '0.0.0.0/0',
      values: { source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'tcp', ports: ['443'] }] },
    },
    counter: {
      type: 'azurerm_network_security_rule',
      path: 'access',
      before: 'Allow',
      after: 'Deny',
      values: { access: 'Deny', direction: 'Inbound', source_address_prefix: '*' },
    },
  },
  {
    id: 'publicly-accessible',
    when: `leaf in ["publicly_accessible", "public_network_access_enabled", "endpoint_public_access", "ipv4_enabled"] && after == true`,
    severity: 'critical',
    why: 'the service answers on a public address',
    example: { type: 'aws_db_instance', path: 'publicly_accessible', before: false, after: true },
    counter: { type: 'aws_db_instance', path: 'publicly_accessible', before: true, after: false },
  },
  {
    id: 'dns-record',
    when: `resource.type in ["aws_route53_record", "google_dns_record_set", "azurerm_dns_a_record", "azurerm_dns_cname_record", "cloudflare_record", "cloudflare_dns_record"] && attribute in ["records", "alias", "rrdatas", "record", "value", "content", "type", "name", "weighted_routing_policy", "failover_routing_policy"]`,
    severity: 'high',
    why: 'a name now leads somewhere else',
    example: { type: 'aws_route53_record', path: 'records[0]', before: '192.0.2.1', after: '192.0.2.2' },
    counter: { type: 'aws_route53_record', path: 'ttl', before: 60, after: 300 },
  },
];
