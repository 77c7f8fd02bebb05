import { describe, expect, it } from 'vitest';
import type { DriftItem } from '../../api/types.ts';
import { inboxRows, visibleLines } from './inbox-rows.ts';

const item = (fingerprint: string, given: Partial<DriftItem> = {}): DriftItem => ({
  source: 'shop',
  stack: 'net',
  fingerprint,
  address: `aws_subnet.${fingerprint}`,
  path: 'map_public_ip_on_launch',
  resource_type: 'aws_subnet',
  class: 'conflict',
  severity: 'medium',
  drift: true,
  state: 'open',
  first_seen: '2026-03-01T00:00:00.000Z',
  last_seen: '2026-03-01T00:00:00.000Z',
  opened_at: '2026-03-01T00:00:00.000Z',
  decided_at: null,
  closed_at: null,
  times_reopened: 0,
  flapping: false,
  owner: null,
  decision: null,
  kinds: ['revert', 'adopt', 'accept', 'ignore'],
  change: { before: 'false', after: 'true', text: 'false -> true' },
  ...given,
});

const other = item('aa', { path: 'tags', change: { before: null, after: '"x"', text: 'added "x"' } });

describe('the lines of the inbox', () => {
  it('put the same change in several resources on one line, where the first of them stands', () => {
    const rows = inboxRows([item('a1'), other, item('a2')], []);
    expect(rows.map(({ kind }) => kind)).toEqual(['group', 'one']);
  });

  it('keep two changes of one resource apart: there is nothing to gather', () => {
    const twice = [item('a1', { address: 'aws_subnet.a' }), item('a2', { address: 'aws_subnet.a' })];
    expect(inboxRows(twice, []).map(({ kind }) => kind)).toEqual(['one', 'one']);
  });

  it('see through the positions of elements, and not through keys', () => {
    const rule = (fingerprint: string, path: string) => item(fingerprint, { path });
    expect(inboxRows([rule('b1', 'ingress[0].port'), rule('b2', 'ingress[3].port')], [])).toHaveLength(1);
    expect(inboxRows([rule('b1', 'tags["a"]'), rule('b2', 'tags["b"]')], [])).toHaveLength(2);
  });

  it('tell how many the server knows beyond those that are loaded', () => {
    const group = { cause: 'c', text: '', first: item('a2'), differences: 240, resources: 240, stacks: 9 };
    expect(inboxRows([item('a1'), item('a2')], [group])).toMatchObject([{ total: 240, cause: 'c' }]);
    expect(inboxRows([item('a1'), item('a2')], [])).toMatchObject([{ total: null, cause: null }]);
  });

  it('show what is in a group below it when it is open', () => {
    const rows = inboxRows([item('a1'), item('a2'), other], []);
    expect(visibleLines(rows, new Set())).toHaveLength(2);
    expect(visibleLines(rows, new Set([rows[0]?.key ?? ''])).map(({ kind }) => kind)).toEqual([
      'group',
      'one',
      'one',
      'one',
    ]);
  });
});
