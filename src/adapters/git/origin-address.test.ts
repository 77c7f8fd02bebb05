import { expect, it } from 'vitest';
import { originAddress } from './origin-address.ts';

it.each([
  ['https://example.com/shop/infra.git', 'https://example.com/shop/infra'],
  ['https://user:token@example.com:8443/shop/infra.git/', 'https://example.com:8443/shop/infra'],
  ['https://ghp_token@example.com/shop/infra', 'https://example.com/shop/infra'],
  ['https://example.com/shop/infra?token=x#y', 'https://example.com/shop/infra'],
  ['http://example.com/infra', 'http://example.com/infra'],
  ['git@example.com:shop/infra.git', 'https://example.com/shop/infra'],
  ['user:pw@example.com:shop/infra', 'https://example.com/shop/infra'],
  ['example.com:shop/infra', 'https://example.com/shop/infra'],
  ['git@[::1]:shop/infra.git', 'https://[::1]/shop/infra'],
  ['ssh://git@example.com:2222/shop/infra.git', 'https://example.com/shop/infra'],
  ['git+ssh://git:pw@example.com/~ada/infra', 'https://example.com/~ada/infra'],
  ['git://example.com/infra.git', 'https://example.com/infra'],
  ['/srv/git/infra.git', 'file:///srv/git/infra'],
  ['file:///srv/git/infra.git', 'file:///srv/git/infra'],
])('the remote %j is named %j', (remote, address) => {
  expect(originAddress(remote)).toBe(address);
});

it.each(['', '  ', '../infra', 'infra', 'ext::sh -c x', 'a\nb:c', 'https://'])(
  'the remote %j is not named',
  (remote) => {
    expect(originAddress(remote)).toBeNull();
  },
);
