import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import grpc from '@grpc/grpc-js';

import type { ProviderCalls } from './provider-calls.ts';
import { ProviderError } from './read-faults.ts';
import { codecOf } from './wire-codec.ts';

export interface PluginServer {
  /** Path of the unix socket. */
  readonly socket: string;
  stop(): Promise<void>;
}

export interface PluginServerSettings {
  /** Where the socket's folder is made; default the system's temporary folder. */
  readonly parent?: string;
  /** Default: plain text. */
  readonly credentials?: grpc.ServerCredentials;
  /** Called when Terraform, which started the provider, has no more use for it. */
  readonly onShutdown?: () => void;
}

type Call = (request: unknown) => object | Promise<object>;

/** Serves the calls over gRPC on a socket of its own; `onCall` hears the name of every call. */
export async function servePlugin(
  calls: ProviderCalls,
  onCall: (name: string) => void,
  settings: PluginServerSettings = {},
): Promise<PluginServer> {
  const server = new grpc.Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const methods = Object.entries(calls).map(([name, call]) => [name, call as Call] as const);
  server.addService(
    Object.fromEntries(methods.map(([name]) => [name, methodOf(name)])),
    Object.fromEntries(methods.map(([name, call]) => [name, handler(name, call, onCall)])),
  );
  addPluginServices(server, settings.onShutdown ?? (() => {}));
  const folder = await mkdtemp(join(settings.parent ?? tmpdir(), 'light-'));
  const socket = join(folder, 's');
  await bind(server, socket, settings.credentials ?? grpc.ServerCredentials.createInsecure());
  return {
    socket,
    async stop() {
      server.forceShutdown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function methodOf(name: string): grpc.MethodDefinition<unknown, object> {
  const request = codecOf(`${name}.Request`);
  const response = codecOf(`${name}.Response`);
  return {
    path: `/tfplugin6.Provider/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => request.encode(message as object),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (message) => response.encode(message),
    responseDeserialize: (bytes) => response.decode(bytes) as object,
  };
}

function handler(
  name: string,
  call: Call,
  onCall: (name: string) => void,
): grpc.handleUnaryCall<unknown, object> {
  const reportsDiagnostics = codecOf(`${name}.Response`).has('diagnostics');
  const answer = async (request: unknown, callback: grpc.sendUnaryData<object>): Promise<void> => {
    let response: object;
    try {
      response = await call(request);
    } catch (error) {
      if (reportsDiagnostics) callback(null, { diagnostics: [diagnosticOf(error)] });
      else callback({ code: grpc.status.INTERNAL, message: String(error) });
      return;
    }
    callback(null, response);
  };
  return ({ request }, callback) => {
    onCall(name);
    void answer(request, callback);
  };
}

function diagnosticOf(error: unknown): object {
  const severity = 1;
  if (error instanceof ProviderError) return { severity, summary: error.message, detail: error.detail };
  return { severity, summary: 'The light provider failed', detail: String(error) };
}

const pluginPaths = {
  Shutdown: { path: '/plugin.GRPCController/Shutdown', requestStream: false, responseStream: false },
  StreamStdio: { path: '/plugin.GRPCStdio/StreamStdio', requestStream: false, responseStream: true },
} as const;

const emptyMessages = {
  requestSerialize: () => Buffer.alloc(0),
  requestDeserialize: () => ({}),
  responseSerialize: () => Buffer.alloc(0),
  responseDeserialize: () => ({}),
};

// Held open without a word: an answer that ends makes Terraform log a warning.
const streamStdio: grpc.handleServerStreamingCall<object, object> = () => {};

/** Terraform's plugin library expects these beside the provider; nothing of theirs matters to a test. */
function addPluginServices(server: grpc.Server, onShutdown: () => void): void {
  const shutdown: grpc.handleUnaryCall<object, object> = (_, callback) => {
    callback(null, {});
    onShutdown();
  };
  server.addService({ Shutdown: { ...pluginPaths.Shutdown, ...emptyMessages } }, { Shutdown: shutdown });
  server.addService(
    { StreamStdio: { ...pluginPaths.StreamStdio, ...emptyMessages } },
    { StreamStdio: streamStdio },
  );
}

function bind(server: grpc.Server, socket: string, credentials: grpc.ServerCredentials): Promise<void> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, credentials, (error) => (error ? reject(error) : resolve()));
  });
}
