import { describe, expect, it } from 'vitest';
import { difference, hour, shows, unknownScanAt } from '../drift/life/sample-life.ts';
import { judgeFreshRead, type ActedPlace } from './judge-fresh-read.ts';

const place: ActedPlace = { fingerprint: 'f1', aliases: ['f0'], address: 'a.b', path: 'rules[1]' };

const seenIn = (...found: Parameters<typeof difference>[0][]): readonly string[] => {
  const verdict = judgeFreshRead(shows(1, ...found.map(difference)).report, [place]);
  if (verdict.kind !== 'read') throw new Error(verdict.why);
  return (verdict.seen.get('f1') ?? []).map(({ fingerprint }) => fingerprint);
};

describe('a fresh read after an act', () => {
  it('is clean when nothing is seen at the place', () => {
    expect(seenIn({ fingerprint: 'x', address: 'a.other', path: 'rules[1]' })).toEqual([]);
    expect(seenIn({ fingerprint: 'x', address: 'a.b', path: 'other' })).toEqual([]);
    expect(seenIn({ fingerprint: 'x', address: 'a.b', path: 'rules[12]' })).toEqual([]);
  });

  it('still sees the difference itself, also under an alias', () => {
    expect(seenIn({ fingerprint: 'f1', address: 'moved.b', path: 'rules[0]' })).toEqual(['f1']);
    expect(seenIn({ fingerprint: 'f0', address: 'a.b', path: 'rules[1]' })).toEqual(['f0']);
  });

  it('is not clean when the place differs in another way: an apply that did nothing reads as code nobody applied', () => {
    const other = { fingerprint: 'x', class: 'unapplied_code', address: 'a.b' } as const;
    expect(seenIn({ ...other, path: 'rules[1]' })).toEqual(['x']);
    expect(seenIn({ ...other, path: 'rules[1].port' })).toEqual(['x']);
    expect(seenIn({ ...other, path: 'rules' })).toEqual(['x']);
    expect(seenIn({ ...other, path: '' })).toEqual(['x']);
  });

  it('takes a state that is behind for clean', () => {
    expect(seenIn({ fingerprint: 'x', class: 'absorbed', address: 'a.b', path: 'rules[1]' })).toEqual([]);
  });

  it('says nothing when the stack could not be read, whatever was seen', () => {
    const { report } = unknownScanAt(hour(1));
    expect(judgeFreshRead(report, [place])).toHaveProperty('kind', 'unknown');
  });
});
