import { normalize, sep } from 'node:path';
import { FastDoubt } from './fast-doubt.ts';
import type { Protocol } from './protocol-calls.ts';

/** What a provider says of itself in the first line that it prints. */
export interface Handshake {
  readonly protocol: Protocol;
  readonly socket: string;
}

/**
 * Reads `1|<protocol>|unix|<socket>|grpc|`. Throws FastDoubt on anything else, also on a socket outside the private
 * folder, which older plugin libraries choose: others could connect to it.
 */
export function readHandshake(line: string, socketFolder: string): Handshake {
  const [core, protocol, network, address = '', kind] = line.trim().split('|');
  if (core !== '1' || kind !== 'grpc') throw new FastDoubt('a provider does not speak gRPC');
  if (protocol !== '5' && protocol !== '6') throw new FastDoubt('a provider speaks neither protocol 5 nor 6');
  if (network !== 'unix' || !normalize(address).startsWith(`${socketFolder}${sep}`)) {
    throw new FastDoubt('a provider listens outside the private folder');
  }
  return { protocol: protocol === '5' ? 5 : 6, socket: address };
}
