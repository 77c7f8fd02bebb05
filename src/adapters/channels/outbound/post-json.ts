import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { refusedAddress } from './refused-address.ts';

export interface Posting {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Private addresses, this machine and plain http. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  /** Every address of a name. */
  readonly resolve?: Resolve;
}

export type Resolve = (host: string) => Promise<readonly string[]>;

export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null }
  /** Nothing was sent, and never will be. */
  | { readonly kind: 'refused'; readonly why: string }
  /** `maybeArrived`: it broke after the connection stood. */
  | { readonly kind: 'failed'; readonly why: string; readonly maybeArrived: boolean };

/** The rest of an answer is not read: only its status counts. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Sends JSON to an address that somebody has typed in. The name is resolved once, every address it has is looked at,
 * and the connection goes to the one that was looked at: a name that answers differently the second time gains nothing.
 * Redirects are not followed.
 */
export async function postJson(posting: Posting): Promise<Posted> {
  const { url, allowPrivate } = posting;
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    return { kind: 'refused', why: 'plain http is only used where the channel allows private addresses' };
  }
  const found = await addressesOf(url, posting.resolve ?? resolveAll);
  if ('why' in found) return { kind: 'failed', why: found.why, maybeArrived: false };
  for (const address of found.addresses) {
    const refused = refusedAddress(address, allowPrivate);
    if (refused !== null) return { kind: 'refused', why: `${url.hostname} (${address}) ${refused}` };
  }
  const [address] = found.addresses;
  if (address === undefined) {
    return { kind: 'failed', why: `${url.hostname} has no address`, maybeArrived: false };
  }
  return connectAndSend(posting, address);
}

async function addressesOf(
  { hostname }: URL,
  resolve: Resolve,
): Promise<{ readonly addresses: readonly string[] } | { readonly why: string }> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return { addresses: [bare] };
  try {
    return { addresses: await resolve(bare) };
  } catch (error) {
    return { why: `the name ${bare} could not be resolved (${codeOf(error)})` };
  }
}

const resolveAll: Resolve = async (host) => {
  const found = await systemLookup(host, { all: true });
  return found.map(({ address }) => address);
};

/** What cannot have reached the receiver. */
const BEFORE_SENDING =
  /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENOTFOUND|EAI_|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_TLS)/;

function connectAndSend(posting: Posting, address: string): Promise<Posted> {
  const { url, body, headers, timeoutMs } = posting;
  const { promise, resolve } = Promise.withResolvers<Posted>();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  let connected = false;
  const request: ClientRequest = send(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'kedge',
      ...headers,
    },
    // One connection for one delivery: a kept one would lead to where the name pointed earlier.
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    lookup: (_host, options, callback) => {
      const family = isIP(address);
      if (options.all === true) callback(null, [{ address, family }]);
      else callback(null, address, family);
    },
  });
  request.on('socket', (socket) => {
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      connected = true;
    });
  });
  request.on('response', (response) => {
    const retryAfter = response.headers['retry-after'] ?? null;
    resolve({ kind: 'answered', status: response.statusCode ?? 0, retryAfter });
    drain(response);
  });
  request.on('error', (error) => {
    const code = codeOf(error);
    const maybeArrived = connected && !BEFORE_SENDING.test(code);
    resolve({ kind: 'failed', why: failureText(code, timeoutMs), maybeArrived });
  });
  request.end(body);
  return promise;
}

/** Reads a little, so that a well-behaved server sees its answer taken; a long or slow one is cut off. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) response.destroy();
  });
}

const failureText = (code: string, timeoutMs: number): string =>
  code === 'ABORT_ERR' || code === 'TimeoutError'
    ? `no answer within ${timeoutMs / 1000} s`
    : `the connection failed (${code})`;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
