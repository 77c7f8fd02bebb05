import { describe, expect, it } from 'vitest';
import { isSamePlan, withoutTimestamp } from './same-answer.ts';

const plan = (inside: object, timestamp: string): string =>
  JSON.stringify({
    format_version: '1.2',
    ...inside,
    timestamp,
    applyable: true,
    complete: true,
    errored: false,
  });

describe('two plans', () => {
  it('are the same but for their time', () => {
    expect(isSamePlan(plan({ a: 1 }, '2026-01-01T00:00:00Z'), plan({ a: 1 }, '2026-01-01T00:00:09Z'))).toBe(
      true,
    );
    expect(isSamePlan(plan({ a: 1 }, 't'), plan({ a: 2 }, 't'))).toBe(false);
  });

  it('differ when an attribute that is called timestamp does', () => {
    const at = (timestamp: string): string => plan({ values: { id: 'x', timestamp } }, 'now');
    expect(isSamePlan(at('1'), at('2'))).toBe(false);
    expect(withoutTimestamp(at('1'))).toContain('"timestamp":"1"');
  });

  it('may list the attributes that matter in another order, and nothing else', () => {
    const listed = (name: string, items: readonly string[]): string => plan({ [name]: items }, 't');
    expect(
      isSamePlan(listed('relevant_attributes', ['a', 'b']), listed('relevant_attributes', ['b', 'a'])),
    ).toBe(true);
    expect(
      isSamePlan(listed('relevant_attributes', ['a', 'b']), listed('relevant_attributes', ['a', 'a'])),
    ).toBe(false);
    expect(isSamePlan(listed('resource_changes', ['a', 'b']), listed('resource_changes', ['b', 'a']))).toBe(
      false,
    );
  });
});
