import { describe, expect, it } from 'vitest';
import { stableKey } from '../attribute-path.ts';
import type { NoiseExample, NoiseRule } from './noise-rule.ts';
import { NOISE_RULES } from './noise-rules.ts';

function taken(rule: NoiseRule, example: NoiseExample): boolean {
  const planned = example.planned ?? false;
  if (rule.holds === 'unless_planned' && planned) return false;
  const also = new Set((example.also ?? []).map(stableKey));
  const match = rule.takes(
    {
      resource: { address: `${example.type}.x`, type: example.type, values: example.values ?? {} },
      path: example.path,
      before: example.before,
      after: example.after,
      between: example.between ?? 'drift',
      planned,
      setInCode: example.setInCode ?? false,
    },
    {
      resourcesOfType: (type) => (example.siblings ?? []).filter((sibling) => sibling.type === type),
      sameChangeAt: (path) => also.has(stableKey(path)),
    },
  );
  return match !== null;
}

describe('every noise rule', () => {
  it.each(NOISE_RULES.map((rule) => [rule.id, rule] as const))('%s takes its own example', (_id, rule) => {
    expect(taken(rule, rule.example)).toBe(true);
  });

  it.each(NOISE_RULES.map((rule) => [rule.id, rule] as const))(
    '%s leaves its counter-example to be reported, and so does every other rule',
    (_id, rule) => {
      expect(NOISE_RULES.filter((each) => taken(each, rule.counter)).map((each) => each.id)).toEqual([]);
    },
  );

  it.each(NOISE_RULES.map((rule) => [rule.id, rule] as const))(
    '%s is the first to take its example, so that totals name it',
    (_id, rule) => {
      expect(NOISE_RULES.find((each) => taken(each, rule.example))?.id).toBe(rule.id);
    },
  );

  it('has an id, a title and a reason of its own', () => {
    const ids = NOISE_RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of NOISE_RULES) {
      expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(rule.title.length).toBeGreaterThan(10);
      expect(rule.why.length).toBeGreaterThan(20);
    }
  });
});

describe('rules that lean on the provider', () => {
  const leaning = NOISE_RULES.filter((rule) => rule.holds === 'unless_planned');

  it.each(leaning.map((rule) => [rule.id, rule] as const))(
    '%s says nothing where the plan would change the place',
    (_id, rule) => {
      expect(taken(rule, { ...rule.example, planned: true })).toBe(false);
    },
  );
});

describe('sibling-echo', () => {
  const rule = NOISE_RULES.find((each) => each.id === 'sibling-echo');
  const group = (port: number, cidr: string): NoiseExample => ({
    type: 'aws_security_group',
    path: [
      { kind: 'attribute', name: 'ingress' },
      { kind: 'element', index: 0, identity: 'x' },
      { kind: 'attribute', name: 'cidr_blocks' },
    ],
    before: [],
    after: [cidr],
    values: {
      id: 'sg-1',
      ingress: [{ from_port: port, to_port: port, protocol: 'tcp', cidr_blocks: [cidr] }],
    },
    siblings: [
      {
        address: 'aws_vpc_security_group_ingress_rule.https',
        type: 'aws_vpc_security_group_ingress_rule',
        values: {
          security_group_id: 'sg-1',
          from_port: 443,
          to_port: 443,
          ip_protocol: 'tcp',
          cidr_ipv4: '0.0.0.0/0',
        },
      },
    ],
  });

  it('explains a changed part of an element by a rule for the same port and range', () => {
    expect(rule && taken(rule, group(443, '0.0.0.0/0'))).toBe(true);
  });

  it('does not explain the same range on another port, which a person opened', () => {
    expect(rule && taken(rule, group(22, '0.0.0.0/0'))).toBe(false);
  });

  it('does not explain an element when one of its ranges is in no rule', () => {
    const two: NoiseExample = {
      ...group(443, '0.0.0.0/0'),
      values: {
        id: 'sg-1',
        ingress: [
          { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['0.0.0.0/0', '203.0.113.7/32'] },
        ],
      },
    };
    expect(rule && taken(rule, two)).toBe(false);
  });

  it('does not take a sibling that belongs to another parent', () => {
    const other = { ...group(443, '0.0.0.0/0') };
    expect(rule && taken(rule, { ...other, values: { ...other.values, id: 'sg-2' } })).toBe(false);
  });
});
