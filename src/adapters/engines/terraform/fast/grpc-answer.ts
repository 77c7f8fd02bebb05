import type { ServerHttp2Stream } from 'node:http2';
import type { GrpcReply } from './grpc-client.ts';

const HEADERS = { ':status': 200, 'content-type': 'application/grpc' } as const;

/** gRPC's numbers for what the proxy itself refuses. */
export const GRPC_FAILED_PRECONDITION = 9;
export const GRPC_UNIMPLEMENTED = 12;
export const GRPC_UNAVAILABLE = 14;

/** The whole request, framed. */
export function requestBody(stream: ServerHttp2Stream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('close', () => reject(new Error('The request was given up.')));
  });
}

/** Answers with one framed message. */
export const answerMessage = (stream: ServerHttp2Stream, body: Buffer): void =>
  answerReply(stream, { body, status: 0, trailers: { 'grpc-status': '0' } });

export function answerFailure(stream: ServerHttp2Stream, status: number, message: string): void {
  const trailers = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) };
  answerReply(stream, { body: Buffer.alloc(0), status, trailers });
}

/** Hands an answer on as it came. An engine that has gone away hears nothing. */
export function answerReply(stream: ServerHttp2Stream, { body, trailers }: GrpcReply): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  if (body.length === 0) {
    // gRPC: a call without a message carries its status in headers that end the stream.
    stream.respond({ ...HEADERS, ...trailers }, { endStream: true });
    return;
  }
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** For streams that a plugin may use and a provider does not: open, and silent. */
export function holdOpen(stream: ServerHttp2Stream): void {
  stream.resume();
  stream.respond(HEADERS);
}
