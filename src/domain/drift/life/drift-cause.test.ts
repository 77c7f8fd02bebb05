import { describe, expect, it } from 'vitest';
import type { Difference } from '../report.ts';
import { causeKey, causePath, groupByCause } from './drift-cause.ts';
import type { DriftRecord } from './drift-record.ts';
import { difference, record, value } from './sample-life.ts';

let count = 0;
const of = (given: Partial<Difference>, stack = 'app'): DriftRecord => {
  count += 1;
  const fingerprint = `f${count}`;
  return record({ fingerprint, stack, difference: difference({ fingerprint, ...given }) });
};

const ingress = (address: string, position: number, stack?: string): DriftRecord =>
  of(
    {
      address,
      resource_type: 'aws_security_group',
      path: `ingress[${position}].cidr_blocks`,
      memory: value(['10.0.0.0/8']),
      reality: value(['0.0.0.0/0']),
    },
    stack,
  );

describe('the cause of differences', () => {
  it('is one for the same change in many resources and stacks, wherever the element stands', () => {
    const records = [
      ingress('aws_security_group.a', 0),
      ingress('aws_security_group.b', 3),
      ingress('aws_security_group.a', 1, 'other'),
    ];
    expect(groupByCause(records)).toEqual([
      {
        key: expect.any(String) as string,
        records,
        first: records[0],
        differences: 3,
        resources: 3,
        stacks: 2,
      },
    ]);
  });

  it('is none for two places of one resource', () => {
    expect(groupByCause([ingress('aws_security_group.a', 0), ingress('aws_security_group.a', 1)])).toEqual(
      [],
    );
  });

  it('is another where type, path, class, change, what was remembered or what is differ', () => {
    const base = difference({});
    const others: readonly Partial<Difference>[] = [
      { resource_type: 'aws_sqs_queue' },
      { path: 'period' },
      { class: 'absorbed' },
      { change: 'added' },
      { memory: value(1) },
      { reality: value(1) },
      { reality: { kind: 'absent' } },
    ];
    const keys = others.map((given) => causeKey({ ...base, ...given }));
    expect(new Set([...keys, causeKey(base)]).size).toBe(others.length + 1);
  });

  it('does not ask what the code says, except where the code is what moved', () => {
    const drifted = difference({ intent: value(1) });
    expect(causeKey({ ...drifted, intent: value(2) })).toBe(causeKey(drifted));
    const ahead = difference({ class: 'unapplied_code', intent: value(1) });
    expect(causeKey({ ...ahead, intent: value(2) })).not.toBe(causeKey(ahead));
  });

  it('keeps keys in paths, also such that look like positions', () => {
    expect(causePath({ path: 'rule[12].tags["a[0]"]["b\\"[1]"][3]' })).toBe(
      'rule[].tags["a[0]"]["b\\"[1]"][]',
    );
  });

  it('groups in the order of what was given, so that the worst stays first', () => {
    const [a, b] = [of({ path: 'x', address: 'q.a' }), of({ path: 'y', address: 'q.a' })];
    const [c, d] = [of({ path: 'y', address: 'q.b' }), of({ path: 'x', address: 'q.b' })];
    expect(groupByCause([a, b, c, d]).map(({ records }) => records)).toEqual([
      [a, d],
      [b, c],
    ]);
  });
});
