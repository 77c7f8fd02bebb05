import { chmod } from 'node:fs/promises';
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import { doubtText, FastDoubt } from './fast-doubt.ts';
import {
  answerFailure,
  answerMessage,
  GRPC_UNAVAILABLE,
  GRPC_UNIMPLEMENTED,
  holdOpen,
} from './grpc-answer.ts';
import { CONNECTION_WINDOW_BYTES, SESSION_MEMORY_MB, STREAM_WINDOW_BYTES } from './grpc-client.ts';
import { EMPTY_MESSAGE } from './grpc-frame.ts';
import { providerCall, treatmentOf } from './protocol-calls.ts';
import { createInstance, type ProviderInstance, type SharedProvider } from './provider-instance.ts';

/** A socket behind which an engine finds a provider. */
export interface ProviderProxy {
  readonly socket: string;
  /** Ends all connections; open calls are given up. */
  close(): Promise<void>;
}

/**
 * Serves one provider of one scan on a unix socket that only its owner may use.
 * @param onDoubt hears of everything that the fast way does not vouch for; the plan is then not to be used
 */
export async function serveProvider(
  socket: string,
  shared: SharedProvider,
  onDoubt: (why: string) => void,
): Promise<ProviderProxy> {
  const server = createServer({
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: { initialWindowSize: STREAM_WINDOW_BYTES, enablePush: false },
  });
  const instances = new Map<Http2Session, ProviderInstance>();
  let closing = false;

  server.on('session', (session) => {
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    const instance = createInstance(shared);
    instances.set(session, instance);
    // An engine that ends closes its connections without a word.
    session.on('error', () => undefined);
    session.on('close', () => {
      instances.delete(session);
      instance.end();
    });
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const instance = stream.session === undefined ? undefined : instances.get(stream.session);
    if (instance === undefined) return;
    answer(stream, headers[':path'] ?? '', instance).catch((error: unknown) => {
      if (closing || hasGone(stream)) return;
      onDoubt(doubtText(error));
      answerFailure(stream, GRPC_UNAVAILABLE, 'this plan is made again without the proxy');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  await chmod(socket, 0o600);
  return {
    socket,
    close: async () => {
      closing = true;
      for (const session of instances.keys()) session.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The engine itself took the call back: nothing to answer and nothing to doubt. */
const hasGone = (stream: ServerHttp2Stream): boolean =>
  stream.aborted || (stream.destroyed && !stream.headersSent);

async function answer(stream: ServerHttp2Stream, path: string, instance: ProviderInstance): Promise<void> {
  if (path === '/plugin.GRPCStdio/StreamStdio' || path === '/plugin.GRPCBroker/StartStream') {
    holdOpen(stream);
    return;
  }
  if (path === '/plugin.GRPCController/Shutdown') {
    stream.resume();
    answerMessage(stream, EMPTY_MESSAGE);
    return;
  }
  const call = providerCall(path);
  const treatment = call === null ? null : treatmentOf(call.name);
  if (call === null || treatment === null) {
    stream.resume();
    answerFailure(stream, GRPC_UNIMPLEMENTED, 'not a call of a plan');
    throw new FastDoubt(`the engine made a call that is none of a plan (${call?.name ?? 'another service'})`);
  }
  await instance.answer(stream, path, call, treatment);
}
