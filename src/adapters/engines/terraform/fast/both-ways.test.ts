import { describe, expect, it } from 'vitest';
import { sortedErrors } from './both-ways.ts';

const FIRST = 'Error: Managed by a newer provider\n\nThe state of a.one was made by a newer version.\n';
const SECOND = 'Error: Managed by a newer provider\n\nThe state of a.two was made by a newer version.\n';

describe('errors of two plans', () => {
  it('are the same in another order', () => {
    expect(sortedErrors(`\n${FIRST}\n${SECOND}`)).toBe(sortedErrors(`\n${SECOND}\n${FIRST}`));
  });

  it('differ in any word, in number, and from none', () => {
    expect(sortedErrors(`\n${FIRST}`)).not.toBe(sortedErrors(`\n${SECOND}`));
    expect(sortedErrors(`\n${FIRST}\n${FIRST}`)).not.toBe(sortedErrors(`\n${FIRST}`));
    expect(sortedErrors(`\n${FIRST}`)).not.toBe(sortedErrors(''));
    expect(sortedErrors('')).toBe('');
  });
});
