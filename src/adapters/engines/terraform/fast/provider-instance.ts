import type { ServerHttp2Stream } from 'node:http2';
import type { Acceptances } from './acceptances.ts';
import { FastDoubt } from './fast-doubt.ts';
import {
  answerFailure,
  answerMessage,
  answerReply,
  GRPC_FAILED_PRECONDITION,
  GRPC_UNIMPLEMENTED,
  requestBody,
} from './grpc-answer.ts';
import type { GrpcReply } from './grpc-client.ts';
import { EMPTY_MESSAGE, unframeMessage } from './grpc-frame.ts';
import type { Protocol, ProviderCall, Treatment } from './protocol-calls.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { ProviderProcess } from './provider-process.ts';
import { hasConfigDiagnostics } from './provider-schema.ts';

/** What all instances of one provider share. */
export interface SharedProvider {
  readonly protocol: Protocol;
  readonly pool: ProviderPool;
  readonly acceptances: Acceptances;
  /** Framed, and without the types that are not in use. */
  readonly schema: Buffer;
  /** As the schema; null where the call is not known. */
  readonly identities: (ask: () => Promise<GrpcReply>) => Promise<Buffer | null>;
  /** One thing done, for the account of where the time went. */
  readonly count: (what: 'remembered' | 'checked' | 'configured' | 'forwarded', ms: number) => void;
}

/**
 * One provider as the engine sees it: it opens one connection for each configuration in each walk over the graph, so
 * a connection is an instance.
 */
export interface ProviderInstance {
  answer(stream: ServerHttp2Stream, path: string, call: ProviderCall, treatment: Treatment): Promise<void>;
  /** The connection is gone, and with it whoever wanted the answers. */
  end(): void;
}

export function createInstance(shared: SharedProvider): ProviderInstance {
  let own: Promise<ProviderProcess> | null = null;
  let running = new AbortController();

  const forward = async (process: ProviderProcess, path: string, body: Buffer): Promise<GrpcReply> =>
    process.call(path, body, running.signal);
  const offline = (): Promise<ProviderProcess> => own ?? shared.pool.unconfigured();

  const answers: Readonly<
    Record<Treatment, (stream: ServerHttp2Stream, path: string, body: Buffer) => Promise<void>>
  > = {
    schema: async (stream) => answerMessage(stream, shared.schema),
    identities: async (stream, path, body) => {
      const message = await shared.identities(async () => forward(await offline(), path, body));
      if (message === null) answerFailure(stream, GRPC_UNIMPLEMENTED, 'the provider does not have this call');
      else answerMessage(stream, message);
    },
    config: async (stream, path, body) => {
      const from = performance.now();
      if (await shared.acceptances.recalls([path, body])) {
        shared.count('remembered', performance.now() - from);
        // The engine does not use the configuration that comes back, so an acceptance may be empty.
        return answerMessage(stream, EMPTY_MESSAGE);
      }
      const reply = await forward(await offline(), path, body);
      shared.count('checked', performance.now() - from);
      if (reply.status === 0 && !hasConfigDiagnostics(unframeMessage(reply.body))) {
        await shared.acceptances.remember([path, body]);
      }
      answerReply(stream, reply);
    },
    configure: async (stream, path, body) => {
      if (own !== null) throw new FastDoubt('the engine configured a provider twice');
      const from = performance.now();
      own = shared.pool.own();
      answerReply(stream, await forward(await own, path, body));
      shared.count('configured', performance.now() - from);
    },
    stop: async (stream) => {
      // Not handed on: it would end the calls of other instances, too.
      running.abort();
      running = new AbortController();
      answerMessage(stream, EMPTY_MESSAGE);
    },
    offline: async (stream, path, body) => {
      const from = performance.now();
      answerReply(stream, await forward(await offline(), path, body));
      shared.count('forwarded', performance.now() - from);
    },
    online: async (stream, path, body) => {
      if (own === null) {
        answerFailure(stream, GRPC_FAILED_PRECONDITION, 'the provider is not configured');
        throw new FastDoubt('the engine used a provider before it configured it');
      }
      const from = performance.now();
      answerReply(stream, await forward(await own, path, body));
      shared.count('forwarded', performance.now() - from);
    },
  };

  return {
    answer: async (stream, path, call, treatment) => {
      if (call.protocol !== shared.protocol) throw new FastDoubt('the engine spoke another protocol');
      await answers[treatment](stream, path, await requestBody(stream));
    },
    end: () => {
      running.abort();
      void own?.then((process) => process.stop()).catch(() => undefined);
    },
  };
}
