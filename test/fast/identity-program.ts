/**
 * A provider of protocol 6 that knows nothing but its schema and the identities of two types: what Terraform asks for
 * since 1.12 and neither the light provider nor hashicorp/aws 5 has. Its first argument says what is told with them.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';

const bytes = (number: number, ...body: readonly Buffer[]): Buffer => {
  const whole = Buffer.concat(body);
  return Buffer.concat([Buffer.of((number << 3) | 2, whole.length), whole]);
};
const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value));
/** ResourceIdentitySchema: version = 1, identity_attributes = 2 (name = 1, type = 2). */
const identity = (type: string): Buffer =>
  bytes(
    1,
    text(1, type),
    bytes(2, Buffer.of(0x08, 1), bytes(2, text(1, 'id'), bytes(2, Buffer.from('"string"')))),
  );
const warning = bytes(2, Buffer.of(0x08, 2), text(2, 'a warning'));

const ANSWERS: Readonly<Record<string, Buffer>> = {
  // The provider's own schema, and that it need not be told first.
  GetProviderSchema: Buffer.concat([bytes(1, bytes(2)), bytes(6, Buffer.of(0x10, 1))]),
  GetResourceIdentitySchemas: Buffer.concat([
    identity('kedge_used'),
    identity('kedge_unused'),
    ...(process.argv[2] === 'warns' ? [warning] : []),
  ]),
};

const socket = join(process.env['PLUGIN_UNIX_SOCKET_DIR'] ?? '', 's');
const server = new grpc.Server();
for (const [name, answer] of Object.entries(ANSWERS)) {
  server.addService(
    {
      [name]: {
        path: `/tfplugin6.Provider/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        requestDeserialize: () => ({}),
        responseSerialize: () => answer,
        responseDeserialize: () => ({}),
      },
    },
    { [name]: (_: unknown, done: grpc.sendUnaryData<object>) => done(null, {}) },
  );
}
process.on('exit', () => rmSync(socket, { force: true }));
server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), () =>
  process.stdout.write(`1|6|unix|${socket}|grpc|\n`),
);
