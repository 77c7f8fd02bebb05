import { describe, expect, it } from 'vitest';
import { readPlan, type Plan } from './plan.ts';

const planText = (before: string, after: string): string => `{
  "format_version": "1.2",
  "resource_drift": [{
    "address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y",
    "change": {"actions": ["update"], "before": ${before}, "after": ${after}}
  }]
}`;

function planOf(text: string): Plan {
  const reading = readPlan(text);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.plan;
}

describe('readPlan', () => {
  it('keeps two ids apart that are one number after JSON.parse', () => {
    const [entry] = planOf(planText('{"id": [9007199254740993]}', '{"id": [9007199254740992]}')).drift;
    expect(entry?.before).toEqual({ id: ['9007199254740993'] });
    expect(entry?.after).toEqual({ id: ['9007199254740992'] });
  });

  it('leaves every number that survives as a number, also beside one that does not', () => {
    const values = '{"a": -9007199254740991, "b": 0.1234567890123456, "c": 1e300, "d": 12345678901234567890}';
    expect(planOf(planText('null', values)).drift[0]?.after).toEqual({
      a: -9007199254740991,
      b: 0.1234567890123456,
      c: 1e300,
      d: '12345678901234567890',
    });
  });

  it('says what is wrong with a text that is no JSON', () => {
    expect(readPlan('{"format_version"')).toMatchObject({
      problem: expect.stringMatching(/^it is not JSON: /),
    });
  });

  it('keeps a no-op that brings a resource into the state, which is code that nobody has applied', () => {
    const entry = (address: string, importing: object | null): object => ({
      address,
      mode: 'managed',
      type: 'a',
      name: 'b',
      change: {
        actions: ['no-op'],
        before: { id: 'x' },
        after: { id: 'x' },
        ...(importing && { importing }),
      },
    });
    const text = JSON.stringify({
      format_version: '1.2',
      resource_changes: [entry('a.kept', { id: 'x' }), entry('a.same', null)],
    });
    const read = readPlan(text);
    expect('plan' in read && read.plan.changes.map(({ address }) => address)).toEqual(['a.kept']);
  });
});
