import { describe, expect, it } from 'vitest';
import type { Difference } from '../drift/report.ts';
import { difference } from '../drift/life/sample-life.ts';
import { judgeProof } from './judge-proof.ts';

const at = (address: string, over: Partial<Difference> = {}): Difference =>
  difference({ address, fingerprint: `f-${address}`, ...over });

const nothing = new Set<string>();

describe('the proof of an edit', () => {
  const adopted = at('a.b');

  it('holds when nothing is left of what was adopted and nothing else is planned', () => {
    expect(judgeProof([adopted], [], [adopted], nothing)).toEqual({ left: 0 });
  });

  it('fails while what was adopted still differs', () => {
    expect(judgeProof([adopted], [adopted], [adopted], nothing)).toEqual({
      problems: [expect.stringContaining('is still different')],
    });
  });

  it('fails when something is planned that was not planned before', () => {
    const other = at('a.other', { class: 'unapplied_code' });
    expect(judgeProof([adopted], [other], [adopted], nothing)).toEqual({
      problems: [expect.stringContaining('a.other')],
    });
  });

  it('lets stay what was there before and is the same', () => {
    const other = at('a.other');
    expect(judgeProof([adopted, other], [other], [adopted], nothing)).toEqual({ left: 1 });
  });

  it('fails when another value is planned for what was there before', () => {
    const before = at('a.other', { intent: { kind: 'value', value: 1 } });
    const after = at('a.other', { intent: { kind: 'value', value: 2 } });
    expect(judgeProof([adopted, before], [after], [adopted], nothing)).toEqual({
      problems: [expect.stringContaining('something else is planned for a.other')],
    });
  });

  it('takes a state that is behind at the adopted place for settled, and elsewhere for new', () => {
    const behind = at('a.b', { fingerprint: 'f-behind', class: 'absorbed' });
    expect(judgeProof([adopted], [behind], [adopted], nothing)).toEqual({ left: 0 });
    const elsewhere = at('a.other', { fingerprint: 'f-elsewhere', class: 'absorbed' });
    expect(judgeProof([adopted], [elsewhere], [adopted], nothing)).toHaveProperty('problems');
  });

  it('lets the state forget only what is gone in reality', () => {
    const gone = at('a.gone', { class: 'deleted', path: '' });
    const forget = at('a.gone', { fingerprint: 'f-forget', class: 'unapplied_code', change: 'removed' });
    const forgotten = new Set(['a.gone']);
    expect(judgeProof([gone], [forget], [gone], forgotten)).toEqual({ left: 0 });
    expect(judgeProof([gone], [forget], [gone], nothing)).toHaveProperty('problems');
    const alive = at('a.gone', { class: 'conflict' });
    expect(judgeProof([alive], [forget], [alive], forgotten)).toHaveProperty('problems');
  });
});
