import { FastDoubt } from './fast-doubt.ts';
import type { GrpcReply } from './grpc-client.ts';
import { EMPTY_MESSAGE, unframeMessage } from './grpc-frame.ts';
import { schemaPath, type Protocol } from './protocol-calls.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { ProviderProcess } from './provider-process.ts';
import { hasSchemaDiagnostics, isSchemaOptional } from './provider-schema.ts';
import type { SealedFolder } from './sealed-folder.ts';

/** What a provider package always says. */
export interface KnownProvider {
  readonly protocol: Protocol;
  /** GetProviderSchema.Response, whole. */
  readonly schema: Buffer;
  /** False: each process wants to be asked for its schema before anything else. */
  readonly schemaOptional: boolean;
}

/** The gRPC status of a call that a provider does not have. */
const UNIMPLEMENTED = 12;

/** From the cache, else null. */
export async function recallProvider(cache: SealedFolder, key: string): Promise<KnownProvider | null> {
  const content = await cache.read(schemaEntry(key));
  const protocol = content?.[0];
  if (content === null || (protocol !== 5 && protocol !== 6)) return null;
  return known(protocol, content.subarray(1));
}

/** Asks a process of the pool and keeps the answer. Throws FastDoubt when it is no clean one. */
export async function learnProvider(
  cache: SealedFolder,
  key: string,
  pool: ProviderPool,
): Promise<KnownProvider> {
  const process = await pool.unconfigured();
  const reply = await process.call(schemaPath(process.protocol), EMPTY_MESSAGE);
  if (reply.status !== 0) throw new FastDoubt('a provider did not tell its schema');
  const schema = unframeMessage(reply.body);
  if (hasSchemaDiagnostics(schema)) throw new FastDoubt('a provider told its schema with a warning');
  await cache.write(schemaEntry(key), Buffer.concat([Buffer.of(process.protocol), schema]));
  return known(process.protocol, schema);
}

/** Makes a fresh process ready for any call, and checks that it is what the cache says. */
export async function primeProcess(process: ProviderProcess, about: KnownProvider): Promise<void> {
  if (process.protocol !== about.protocol) throw new FastDoubt('a provider changed its protocol');
  if (!about.schemaOptional) await process.call(schemaPath(process.protocol), EMPTY_MESSAGE);
}

/** GetResourceIdentitySchemas.Response, or null when the provider does not have that call. */
export async function identitySchemas(
  cache: SealedFolder,
  key: string,
  ask: () => Promise<GrpcReply>,
): Promise<Buffer | null> {
  const entry = `identities-${key}`;
  const kept = await cache.read(entry);
  if (kept !== null) return kept[0] === UNIMPLEMENTED ? null : kept.subarray(1);
  const reply = await ask();
  if (reply.status !== 0 && reply.status !== UNIMPLEMENTED) {
    throw new FastDoubt('a provider did not tell its identity schemas');
  }
  const message = reply.status === 0 ? unframeMessage(reply.body) : Buffer.alloc(0);
  await cache.write(entry, Buffer.concat([Buffer.of(reply.status), message]));
  return reply.status === 0 ? message : null;
}

const schemaEntry = (key: string): string => `schema-${key}`;

const known = (protocol: Protocol, schema: Buffer): KnownProvider => ({
  protocol,
  schema,
  schemaOptional: isSchemaOptional(schema),
});
