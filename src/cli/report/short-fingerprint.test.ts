import { describe, expect, it } from 'vitest';
import { difference, reportOf, stack } from './sample-builders.ts';
import { shortFingerprints } from './short-fingerprint.ts';

const short = (...fingerprints: readonly string[]): readonly string[] => {
  const differences = fingerprints.map((fingerprint) => difference({ fingerprint }));
  return fingerprints.map(shortFingerprints(reportOf([stack({ differences })])));
};

describe('short fingerprints', () => {
  it('has six characters when those are unique', () => {
    expect(short('3f9a2c41d0e7', '71aa0c41d0e7')).toEqual(['3f9a2c', '71aa0c']);
  });

  it('is as long for all as it must be for the two most alike', () => {
    expect(short('3f9a2c41d0e7', '3f9a2c41ffff', 'aaaaaaaaaaaa')).toEqual([
      '3f9a2c41d',
      '3f9a2c41f',
      'aaaaaaaaa',
    ]);
  });

  it('does not grow when one difference is listed twice', () => {
    expect(short('3f9a2c41d0e7', '3f9a2c41d0e7')).toEqual(['3f9a2c', '3f9a2c']);
  });
});
