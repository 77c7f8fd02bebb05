import { describe, expect, it } from 'vitest';
import { difference } from '#domain/drift/life/sample-life.ts';
import type { RevertPreview } from '#workflows/revert-drift.ts';
import { previewText } from './preview-text.ts';

const previewOf = (changes: Partial<RevertPreview>): string =>
  previewText(
    { stack: 'app', changes: [], differences: [], absorbs: [], targets: null, ...changes },
    { color: false, width: 100 },
  );
const at = (address: string, ...actions: readonly string[]): RevertPreview['changes'] => [
  { address, actions, fingerprints: ['f00d'] },
];

describe('a plan that is shown before it is applied', () => {
  it('reads from what is there to what the code says, at each resource', () => {
    const there = difference({
      address: 'a.b',
      path: 'size',
      memory: { kind: 'value', value: 1 },
      reality: { kind: 'value', value: 7 },
      intent: { kind: 'value', value: 2 },
    });
    const shown = previewOf({ changes: at('a.b', 'update'), differences: [there] });
    expect(shown).toContain('update  a.b  f00d\n    size  7 -> 2\n');
  });

  it('says of a secret that it changes, and of a resource that it comes or goes', () => {
    const secret = difference({
      address: 'a.b',
      path: 'password',
      reality: { kind: 'secret', digest: '1' },
      intent: { kind: 'secret', digest: '2' },
    });
    expect(previewOf({ changes: at('a.b', 'update'), differences: [secret] })).toContain(
      'password  (sensitive, changes)',
    );
    const gone = difference({ address: 'a.b', path: '', class: 'deleted' });
    expect(previewOf({ changes: at('a.b', 'create'), differences: [gone] })).toContain('is made again');
    const left = difference({ address: 'a.b', path: '', class: 'unapplied_code', change: 'removed' });
    expect(previewOf({ changes: at('a.b', 'delete'), differences: [left] })).toContain('is destroyed');
  });

  it('names what the apply takes into the state besides', () => {
    const absorbed = difference({ address: 'a.c', path: 'note', class: 'absorbed' });
    expect(previewOf({ absorbs: [absorbed] })).toMatch(
      /nobody decided about \(1\); reality stays:\n {2}a\.c\.note/,
    );
  });

  it('makes control characters visible before a person says yes to it', () => {
    const hostile = difference({
      address: 'a.b["\u202e"]',
      path: 'x\u001b[2J',
      reality: { kind: 'value', value: 'a\u001b[2Jb' },
    });
    const shown = previewOf({ changes: at('a.b["\u202e"]', 'update'), differences: [hostile] });
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u202e');
  });
});
