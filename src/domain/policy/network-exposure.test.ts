import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { opened, reaches } from './network-exposure.ts';

describe('rules opened to the world', () => {
  it.each<[string, Json]>([
    ['a range', '0.0.0.0/0'],
    ['a range of IPv6', '::/0'],
    ['half the world', '0.0.0.0/1'],
    ['a rule of a security group', { cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }],
    ['a rule resource', { cidr_ipv6: '::/0' }],
    ['an Azure rule', { source_address_prefix: 'Internet', access: 'Allow' }],
    ['a Google rule', { source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'tcp' }], deny: [] }],
  ])('are found: %s', (_what, rule) => {
    expect(opened(null, rule)).toEqual([rule]);
    expect(opened([], [[rule]])).toEqual([rule]);
  });

  it.each<[string, Json]>([
    ['a private range', '10.0.0.0/8'],
    ['one address', '0.0.0.0/32'],
    ['no range at all', '*'],
    ['a star that is no address', { cidr_blocks: ['*'] }],
    ['a denying rule', { cidr_block: '0.0.0.0/0', action: 'Deny' }],
    ['an outward rule', { cidr_blocks: ['0.0.0.0/0'], type: 'egress' }],
    ['a group with open egress', { egress: [{ cidr_blocks: ['0.0.0.0/0'] }], ingress: [] }],
    ['a Google rule that denies', { source_ranges: ['0.0.0.0/0'], deny: [{ protocol: 'all' }] }],
    ['a disabled rule', { source_ranges: ['0.0.0.0/0'], disabled: true }],
    ['null', null],
  ])('are not found in %s', (_what, rule) => {
    expect(opened(null, rule)).toEqual([]);
  });

  it('are only those that were not there before', () => {
    const old = { cidr_blocks: ['0.0.0.0/0'], from_port: 443, description: 'a' };
    const fresh = { cidr_blocks: ['0.0.0.0/0'], from_port: 22, description: 'a' };
    expect(opened([old], [fresh, { ...old, description: 'b' }])).toEqual([fresh]);
  });
});

describe('the ports a rule lets through', () => {
  const aws = (from: Json, to: Json, protocol: Json = 'tcp'): Json => ({
    from_port: from,
    to_port: to,
    protocol,
  });

  it.each<[Json, boolean]>([
    [aws(22, 22), true],
    [aws('20', '25', '6'), true],
    [aws(0, 0, '-1'), true],
    [aws(-1, -1), true],
    [aws(null, null, -1), true],
    [aws(23, 80), false],
    [aws(null, null), false],
    [aws(8, 22, 'icmp'), false],
    [[aws(80, 80), aws(22, 22)], true],
    [{ ip_protocol: '-1' }, true],
    [{ allow: [{ protocol: 'tcp', ports: ['80', '20-30'] }] }, true],
    [{ allow: [{ protocol: 'all' }] }, true],
    [{ allow: [{ protocol: 'icmp' }, { protocol: 'tcp', ports: ['80'] }] }, false],
    [{ destination_port_range: '*', protocol: 'Tcp' }, true],
    [{ destination_port_ranges: ['80', '1-100'], protocol: '*' }, true],
    [{ destination_port_range: '80', protocol: '*' }, false],
    ['0.0.0.0/0', false],
    [null, false],
  ])('%j: %s', (rule, reached) => {
    expect(reaches(rule, [22])).toBe(reached);
  });
});
