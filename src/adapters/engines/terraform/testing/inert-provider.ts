/**
 * A provider without resources that an engine can install and start: for tests of lock files, mirrors and init,
 * which never come to a resource. Started by the script that `writeProviderMirror` writes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import { selfSigned } from './self-signed.ts';

/** `provider: {block: {}}`: a schema with nothing in it. */
const EMPTY_SCHEMA = Buffer.of(0x0a, 0x02, 0x12, 0x00);

const folder = mkdtempSync(join(tmpdir(), 'inert-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const method = (path: string): grpc.MethodDefinition<Buffer, Buffer> => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
});
const answer =
  (bytes: Buffer): grpc.handleUnaryCall<Buffer, Buffer> =>
  (_call, callback) =>
    callback(null, bytes);

const server = new grpc.Server();
server.addService(
  {
    GetProviderSchema: method('/tfplugin6.Provider/GetProviderSchema'),
    StopProvider: method('/tfplugin6.Provider/StopProvider'),
    Shutdown: method('/plugin.GRPCController/Shutdown'),
  },
  {
    GetProviderSchema: answer(EMPTY_SCHEMA),
    StopProvider: answer(Buffer.alloc(0)),
    Shutdown: (_call: unknown, callback: grpc.sendUnaryData<Buffer>) => {
      callback(null, Buffer.alloc(0));
      setImmediate(() => process.exit(0));
    },
  },
);

const { der, certificate, key } = selfSigned();
const client = process.env['PLUGIN_CLIENT_CERT'] ?? '';
const socket = join(folder, 's');
server.bindAsync(
  `unix:${socket}`,
  grpc.ServerCredentials.createSsl(
    Buffer.from(client),
    [{ cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) }],
    true,
  ),
  (error) => {
    if (error !== null) throw error;
    process.stdout.write(`1|6|unix|${socket}|grpc|${der.toString('base64').replace(/=+$/, '')}\n`);
  },
);
