import {
  connect as connectHttp2,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { FastDoubt } from './fast-doubt.ts';

/** What came back of one call. `body` holds the framed message and is empty when the call failed. */
export interface GrpcReply {
  readonly body: Buffer;
  /** 0: it worked. */
  readonly status: number;
  /** `grpc-status` and what else stood in the trailers, as it came. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface GrpcClient {
  /** `body` is the framed request. Throws FastDoubt when the connection breaks; an aborted call rejects. */
  call(path: string, body: Buffer, signal?: AbortSignal): Promise<GrpcReply>;
  close(): void;
}

/** Large enough that no message waits for permission to go on. */
export const STREAM_WINDOW_BYTES = 16 * 2 ** 20;
export const CONNECTION_WINDOW_BYTES = 64 * 2 ** 20;
/** Node refuses calls beyond 10 MB of open data unless it is told otherwise, in MB. */
export const SESSION_MEMORY_MB = 2000;
const BROKEN = 'the provider ended in the middle of a call';

/** Connects to a provider's unix socket; plain text, because the socket lies in a private folder. */
export function connectGrpc(socket: string): Promise<GrpcClient> {
  const session = connectHttp2('http://localhost', {
    createConnection: () => connectSocket({ path: socket }),
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: { initialWindowSize: STREAM_WINDOW_BYTES, enablePush: false },
  });
  return new Promise((resolve, reject) => {
    session.once('connect', () => {
      session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
      resolve({
        call: (path, body, signal) => unaryCall(session, path, body, signal),
        close: () => session.destroy(),
      });
    });
    // Each open call hears of a broken connection by itself; before the first one there is nobody else to tell.
    session.on('error', () => reject(new FastDoubt('the provider could not be connected to')));
  });
}

function unaryCall(
  session: ClientHttp2Session,
  path: string,
  body: Buffer,
  signal: AbortSignal | undefined,
): Promise<GrpcReply> {
  return new Promise((resolve, reject) => {
    if (session.destroyed || session.closed) throw new FastDoubt(BROKEN);
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      ':authority': 'localhost',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let trailers: Readonly<Record<string, string>> | null = null;
    const take = (headers: IncomingHttpHeaders): void => {
      if ('grpc-status' in headers) trailers = plainHeaders(headers);
    };
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
    signal?.addEventListener('abort', cancel, { once: true });
    // A failed call has its status in the first headers and no trailers.
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => undefined);
    stream.on('close', () => {
      signal?.removeEventListener('abort', cancel);
      if (trailers === null) return reject(new FastDoubt(BROKEN));
      const status = Number(trailers['grpc-status']);
      resolve({ body: Buffer.concat(chunks), status, trailers });
    });
    stream.end(body);
  });
}

function plainHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[0].startsWith('grpc-') && typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
