import { describe, expect, it } from 'vitest';
import { refusedAddress } from './refused-address.ts';

const PRIVATE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '::1',
  'fd12::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:0a00:0001::1',
];
const NEVER = [
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  'fe80::1',
  'fd00:ec2::254',
  '::',
  'ff02::1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '168.63.129.16',
  '100.100.100.200',
];

describe('addresses that notices are not sent to', () => {
  it.each(PRIVATE)('%s is private, however it is written', (address) => {
    expect(refusedAddress(address, false)).toContain('private network');
    expect(refusedAddress(address, true)).toBeNull();
  });

  it.each(NEVER)('%s is never written to, whatever a channel allows', (address) => {
    expect(refusedAddress(address, true)).toContain('nothing is ever sent there');
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '172.32.0.1', '64:ff9b::5db8:d822'])(
    '%s is public',
    (address) => {
      expect(refusedAddress(address, false)).toBeNull();
    },
  );

  it('takes nothing that is no address', () => {
    expect(refusedAddress('localhost', true)).toBe('is no address');
  });
});
