import { canonicalText, isArray, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

const SOURCES = [
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'cidr_block',
  'ipv6_cidr_block',
  'cidr_ipv4',
  'cidr_ipv6',
  'source_ranges',
  'source_address_prefix',
  'source_address_prefixes',
];

// Two halves make a whole: /1 counts as the world, because it is how a check for /0 is got round.
const WORLD = /^[\d.:a-f]+\/[01]$/i;
const WORLD_WORDS = new Set(['*', 'any', 'internet']);
const ALL_PROTOCOLS = new Set(['-1', 'all', '*']);
const WITHOUT_PORTS = new Set(['icmp', 'icmpv6', 'icmp6', '1', '58', 'esp', 'ah', '50', '51']);

/**
 * The network rules, and bare address ranges, in `after` that let the whole internet in and are not in `before`.
 * Reads the notations of AWS security groups and network ACLs, Google firewalls and Azure security rules.
 */
export function opened(before: Json, after: Json): readonly Json[] {
  const known = new Set(openings(before).map(withoutWords));
  return openings(after).filter((opening) => !known.has(withoutWords(opening)));
}

/** True when the network rule, or one of a list of rules, lets at least one of the ports through. */
export function reaches(rule: Json, ports: readonly number[]): boolean {
  if (isArray(rule)) return rule.some((item) => reaches(item, ports));
  if (!isObject(rule)) return false;
  if (isArray(rule['allow']))
    return rule['allow'].some((item) => isObject(item) && googleAllows(item, ports));
  const protocol = lower(rule['protocol'] ?? rule['ip_protocol']);
  if (WITHOUT_PORTS.has(protocol)) return false;
  const azure = [rule['destination_port_range'], rule['destination_port_ranges']].flatMap(texts);
  if (azure.length > 0) return azure.some((range) => rangeHolds(range, ports));
  if (ALL_PROTOCOLS.has(protocol)) return true;
  const from = portOf(rule['from_port']);
  const to = portOf(rule['to_port']);
  if (from === null || to === null) return false;
  return from === -1 || ports.some((port) => from <= port && port <= to);
}

function openings(value: Json): readonly Json[] {
  if (typeof value === 'string') return WORLD.test(value) ? [value] : [];
  if (isArray(value)) return value.flatMap(openings);
  if (!isObject(value) || keepsOut(value)) return [];
  if (fromTheWorld(value)) return [value];
  return Object.entries(value).flatMap(([name, item]) =>
    name !== 'egress' && (isArray(item) || isObject(item)) ? openings(item) : [],
  );
}

const fromTheWorld = (rule: JsonObject): boolean =>
  SOURCES.some((name) =>
    texts(rule[name]).some((source) => WORLD.test(source) || isWorldWord(name, source.toLowerCase())),
  );

const isWorldWord = (source: string, text: string): boolean =>
  source.startsWith('source_address_prefix') && WORLD_WORDS.has(text);

function keepsOut(rule: JsonObject): boolean {
  const verdicts = [rule['action'], rule['rule_action'], rule['access']].map(lower);
  const outward =
    rule['egress'] === true ||
    lower(rule['type']) === 'egress' ||
    ['egress', 'outbound'].includes(lower(rule['direction']));
  const onlyDenies = size(rule['deny']) > 0 && size(rule['allow']) === 0;
  return verdicts.includes('deny') || outward || onlyDenies || rule['disabled'] === true;
}

function googleAllows(allow: JsonObject, ports: readonly number[]): boolean {
  const protocol = lower(allow['protocol']);
  if (WITHOUT_PORTS.has(protocol)) return false;
  const ranges = texts(allow['ports']);
  return ranges.length === 0 || ranges.some((range) => rangeHolds(range, ports));
}

function rangeHolds(range: string, ports: readonly number[]): boolean {
  if (range === '*') return true;
  const [from, to = from] = range.split('-').map(Number);
  return from !== undefined && to !== undefined && ports.some((port) => from <= port && port <= to);
}

function portOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : null;
}

function texts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return isArray(value) ? value.flatMap(texts) : [];
}

const lower = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';

const size = (value: Json | undefined): number => (isArray(value) ? value.length : 0);

/** A new description does not make a rule a new opening. */
const withoutWords = (opening: Json): string =>
  canonicalText(isObject(opening) ? { ...opening, description: null } : opening);
