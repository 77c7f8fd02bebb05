import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPath } from './attribute-path.ts';
import { compareValues } from './compare-values.ts';
import { jsonEqual, type Json } from '../json.ts';

const seen = (before: Json, after: Json): readonly string[] =>
  compareValues(before, after).map((change) => `${change.change} ${renderPath(change.path)}`);

const rule = (port: number, cidr: string): Json => ({
  from_port: port,
  to_port: port,
  protocol: 'tcp',
  cidr_blocks: [cidr],
  description: '',
});

describe('compareValues', () => {
  it('finds nothing between equal values, whatever the order of keys', () => {
    expect(seen({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toEqual([]);
  });

  it('names an attribute, a map key and a nested block in Terraform notation', () => {
    const before = { threshold: 2, tags: { Team: 'core' }, root: [{ size: 8, type: 'gp2' }] };
    const after = { threshold: 50, tags: { Team: 'edge' }, root: [{ size: 16, type: 'gp2' }] };
    expect(seen(before, after)).toEqual([
      'changed root[0].size',
      'changed tags["Team"]',
      'changed threshold',
    ]);
  });

  it('takes the parts of a block for attributes, although all of them are strings', () => {
    const before = { versioning: [{ status: 'Enabled', mfa_delete: '' }] };
    const after = { versioning: [{ status: 'Suspended', mfa_delete: '' }] };
    expect(seen(before, after)).toEqual(['changed versioning[0].status']);
  });

  it('reads one added rule as one added rule wherever the provider puts it', () => {
    const before = { ingress: [rule(443, '10.0.0.0/8'), rule(80, '10.0.0.0/8')] };
    const after = { ingress: [rule(22, '0.0.0.0/0'), rule(80, '10.0.0.0/8'), rule(443, '10.0.0.0/8')] };
    expect(seen(before, after)).toEqual(['added ingress[0]']);
  });

  it('reads a changed element as a change of its attribute, found by what names it', () => {
    const before = { ingress: [rule(443, '10.0.0.0/8'), rule(80, '10.0.0.0/8')] };
    const after = { ingress: [rule(80, '10.0.0.0/8'), rule(443, '0.0.0.0/0')] };
    expect(seen(before, after)).toEqual(['changed ingress[1].cidr_blocks']);
  });

  it('gives an element the same identity whichever side is called before', () => {
    const a = { ingress: [rule(443, '10.0.0.0/8'), rule(80, '10.0.0.0/8')] };
    const b = { ingress: [rule(80, '10.0.0.0/8'), rule(443, '0.0.0.0/0')] };
    const identity = (changes: ReturnType<typeof compareValues>): unknown =>
      changes[0]?.path.find((step) => step.kind === 'element');
    expect(identity(compareValues(a, b))).toMatchObject({
      identity: (identity(compareValues(b, a)) as { identity: string }).identity,
    });
  });

  it('reads a list of plain values as one place', () => {
    expect(seen({ subnets: ['a', 'b'] }, { subnets: ['a', 'c', 'd'] })).toEqual(['changed subnets']);
  });

  it('reads another order of equal elements as one place, the list', () => {
    const [a, b] = [rule(1, 'x'), rule(2, 'y')];
    expect(seen({ ingress: [a, b] }, { ingress: [b, a] })).toEqual(['changed ingress']);
  });

  it('reads a map that appears as its keys, and an empty one as one change of nothing into nothing', () => {
    expect(seen({ tags: null }, { tags: { Team: 'core', Env: 'prod' } })).toEqual([
      'added tags["Env"]',
      'added tags["Team"]',
    ]);
    expect(seen({ tags: null }, { tags: {} })).toEqual(['changed tags']);
  });

  it('never throws, finds something exactly when the values differ, and is empty against itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (x, y) => {
        const [a, b] = [x as Json, y as Json];
        expect(compareValues(a, a)).toEqual([]);
        expect(compareValues(a, b).length > 0).toBe(!jsonEqual(a, b));
        expect(compareValues(b, a).length > 0).toBe(!jsonEqual(a, b));
      }),
    );
  });
});
