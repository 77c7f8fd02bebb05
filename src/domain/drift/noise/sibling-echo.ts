import { isArray, isObject, type Json } from '../../json.ts';
import { valueAt } from '../attribute-path.ts';
import { isEmpty } from '../emptiness.ts';
import type { NoiseRule, RealResource } from './noise-rule.ts';
import { SIBLING_PAIRS, type SiblingPair } from './sibling-pairs.ts';

/**
 * A parent resource repeats what a resource of its own manages. The sibling is compared with reality by itself, so
 * nothing is lost, provided that the sibling explains all of what the parent shows: a rule that a person added to a
 * security group is in no sibling and stays.
 */
export const siblingEcho: NoiseRule = {
  id: 'sibling-echo',
  title: 'the echo of a resource that is managed apart',
  why: 'The parent repeats what its sibling manages (a bucket its policy resource); the sibling is checked by itself.',
  holds: 'unless_planned',
  takes: ({ resource, path, after }, around) => {
    const [first, second] = path;
    if (first?.kind !== 'attribute' || after === undefined) return null;
    // A changed part is judged by its whole element: a CIDR block alone does not say for which port.
    const shown = second?.kind === 'element' ? valueAt(resource.values, [first, second]) : after;
    if (shown === undefined) return null;
    for (const pair of SIBLING_PAIRS) {
      if (!pair.parent.test(resource.type) || pair.attribute !== first.name) continue;
      const siblings = around
        .resourcesOfType(pair.sibling)
        .filter((sibling) => linked(pair, resource, sibling));
      const explaining = explains(pair, shown, siblings);
      if (explaining.length > 0)
        return { note: `echo of ${explaining.map((sibling) => sibling.address).join(', ')}` };
    }
    return null;
  },
  example: {
    type: 'aws_s3_bucket',
    path: [{ kind: 'attribute', name: 'policy' }],
    before: '',
    after: '{"Statement":[]}',
    values: { id: 'logs' },
    siblings: [
      {
        address: 'aws_s3_bucket_policy.logs',
        type: 'aws_s3_bucket_policy',
        values: { bucket: 'logs', policy: '{"Statement":[]}' },
      },
    ],
  },
  counter: {
    type: 'aws_security_group',
    path: [
      { kind: 'attribute', name: 'ingress' },
      { kind: 'element', index: 0, identity: 'ssh' },
    ],
    before: null,
    after: { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] },
    values: {
      id: 'sg-1',
      ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0'] }],
    },
    siblings: [
      {
        address: 'aws_security_group_rule.https',
        type: 'aws_security_group_rule',
        values: {
          type: 'ingress',
          security_group_id: 'sg-1',
          from_port: 443,
          to_port: 443,
          protocol: 'tcp',
          cidr_blocks: ['10.0.0.0/8'],
        },
      },
    ],
  },
};

function linked(pair: SiblingPair, parent: RealResource, sibling: RealResource): boolean {
  const where = Object.entries(pair.where ?? {}).every(([name, value]) => sibling.values[name] === value);
  const link = sibling.values[pair.link];
  return (
    where && link !== undefined && !isEmpty(link) && pair.to.some((name) => parent.values[name] === link)
  );
}

/** The siblings that together account for everything in `shown`; none when a part is left over. */
function explains(
  pair: SiblingPair,
  shown: Json,
  siblings: readonly RealResource[],
): readonly RealResource[] {
  if (siblings.length === 0) return [];
  // One sibling owns the whole attribute: whatever stands there is compared at the sibling.
  if (pair.owns === 'all') return siblings.slice(0, 1);
  const parts = isArray(shown) ? shown : [shown];
  const used = new Set<RealResource>();
  for (const part of parts) {
    for (const atom of atomsOf(part, pair.spread ?? [])) {
      const owner = siblings.find((sibling) => saysAll(pair, atom, sibling));
      if (!owner) return [];
      used.add(owner);
    }
  }
  return [...used];
}

/** One element with lists (many CIDR blocks) as several elements with one value each. */
function atomsOf(part: Json, spread: readonly string[]): readonly Json[] {
  if (!isObject(part)) return [part];
  const lists = spread.filter((name) => !isEmpty(part[name]));
  if (lists.length === 0) return [part];
  const rest = Object.fromEntries(Object.entries(part).filter(([name]) => !spread.includes(name)));
  return lists.flatMap((name) => {
    const value = part[name];
    return isArray(value)
      ? value.map((item) => ({ ...rest, [name]: item }))
      : [{ ...rest, [name]: value ?? null }];
  });
}

function saysAll(pair: SiblingPair, atom: Json, sibling: RealResource): boolean {
  if (!isObject(atom)) return Object.values(pair.fields ?? {}).some((name) => sibling.values[name] === atom);
  const named = Object.entries(pair.fields ?? {}).filter(
    ([name]) => !isEmpty(atom[name]) && atom[name] !== undefined,
  );
  return (
    named.length > 0 &&
    named.every(([name, at]) => {
      const said = at.split('|').map((option) => sibling.values[option]);
      return said.some(
        (value) => value === atom[name] || (isArray(value) && value.includes(atom[name] ?? null)),
      );
    })
  );
}
