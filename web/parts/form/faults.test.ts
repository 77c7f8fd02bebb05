import { describe, expect, it } from 'vitest';
import { faultAt, faultsElsewhere } from './faults.ts';

const FAULTS = [
  { at: 'url', problem: 'must be an address that Git can clone' },
  { at: 'settings.to.0', problem: 'must be a plain e-mail address' },
  { at: 'settings.to.2', problem: 'must be a plain e-mail address' },
  { at: 'settings', problem: 'user and password belong together' },
];

describe('what the server finds wrong with a form', () => {
  it('stands at its field as a sentence', () => {
    expect(faultAt(FAULTS, 'url')).toBe('Must be an address that Git can clone.');
    expect(faultAt(FAULTS, 'branch')).toBeNull();
  });

  it('stands at the field that holds a list, for each of its parts', () => {
    expect(faultAt(FAULTS, 'settings.to')).toBe(
      'Must be a plain e-mail address. Must be a plain e-mail address.',
    );
  });

  it('is not taken for the fault of a field whose name only begins the same', () => {
    expect(faultAt([{ at: 'settings.token', problem: 'is empty' }], 'settings.to')).toBeNull();
  });

  it('is told apart when no field is the one that it is about', () => {
    expect(faultsElsewhere(FAULTS, ['url', 'settings.to'])).toEqual([FAULTS[3]]);
  });
});
