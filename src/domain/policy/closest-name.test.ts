import { describe, expect, it } from 'vitest';
import { closestName } from './closest-name.ts';

const KNOWN = ['stacks', 'severity', 'defaults', 'timeout', 'owner'];

describe('the closest name', () => {
  it.each([
    ['stack', 'stacks'],
    ['sevrity', 'severity'],
    ['TIMEOUT', 'timeout'],
    ['ownre', 'owner'],
  ])('finds what a typing error means: %s', (seen, meant) => {
    expect(closestName(seen, KNOWN)).toBe(meant);
  });

  it.each(['', 'x', 'providers', 'a'.repeat(10_000)])('stays silent when nothing is near: %#', (seen) => {
    expect(closestName(seen, KNOWN)).toBeNull();
  });
});
