import { BlockList, isIP } from 'node:net';

/** Never, whatever a channel allows: nobody is notified there, and clouds hand out credentials there. */
const NEVER = blockList([
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['0.0.0.0', 8],
  ['224.0.0.0', 3],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['::', 128],
  ['ff00::', 8],
]);

/** Only where the channel allows it. */
const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['fc00::', 7],
  ['fec0::', 10],
  ['100::', 64],
  ['2001:db8::', 32],
]);

/** IPv4 inside IPv6: mapped, compatible, translated (NAT64), 6to4. The address inside is the one that is reached. */
const WRAPPED: readonly { readonly prefix: BlockList; readonly at: number }[] = [
  { prefix: blockList([['::ffff:0:0', 96]]), at: 6 },
  { prefix: blockList([['::', 96]]), at: 6 },
  { prefix: blockList([['64:ff9b::', 96]]), at: 6 },
  { prefix: blockList([['64:ff9b:1::', 48]]), at: 6 },
  { prefix: blockList([['2002::', 16]]), at: 1 },
];

/** Why nothing is sent to the address, for the middle of a sentence; null: it may be used. */
export function refusedAddress(address: string, allowPrivate: boolean): string | null {
  const family = isIP(address);
  if (family === 0) return 'is no address';
  const all = [address, ...(family === 6 ? wrappedIn(address) : [])];
  if (all.some((one) => contains(NEVER, one))) {
    return 'is link-local, a metadata service or no single host; nothing is ever sent there';
  }
  return !allowPrivate && all.some((one) => contains(PRIVATE, one))
    ? 'lies in a private network or on this machine, which the channel does not allow (allow_private)'
    : null;
}

function wrappedIn(address: string): readonly string[] {
  const words = wordsOf(address);
  return WRAPPED.filter(({ prefix }) => prefix.check(address, 'ipv6')).flatMap(({ at }) => {
    const [high = 0, low = 0] = words.slice(at, at + 2);
    // `::` and `::1` are addresses of their own, and no IPv4 address begins with two zeros.
    return high === 0 ? [] : [[high >> 8, high & 255, low >> 8, low & 255].join('.')];
  });
}

/** The eight words of an IPv6 address; the URL parser knows every way in which one can be written. */
function wordsOf(address: string): readonly number[] {
  const bare = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = bare.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((word) => Number.parseInt(word, 16));
}

const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets)
    list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}
