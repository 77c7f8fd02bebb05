import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FastDoubt } from './fast-doubt.ts';
import type { GrpcReply } from './grpc-client.ts';
import { EMPTY_MESSAGE, unframeMessage } from './grpc-frame.ts';
import { schemaPath } from './protocol-calls.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { ProviderProcess } from './provider-process.ts';
import {
  hasIdentityDiagnostics,
  hasSchemaDiagnostics,
  isSchemaOptional,
  trimSchema,
  typeNames,
} from './provider-schema.ts';
import type { SealedFolder } from './sealed-folder.ts';

/** What a provider package always says, without its schema, which is large. */
const KnownProvider = z.object({
  protocol: z.union([z.literal(5), z.literal(6)]),
  /** False: each process wants to be asked for its schema before anything else. */
  schemaOptional: z.boolean(),
  schemaBytes: z.int().nonnegative(),
  /** Of resources, data sources and ephemeral resources. */
  types: z.array(z.string()),
});
export type KnownProvider = z.infer<typeof KnownProvider>;

/** The gRPC status of a call that a provider does not have. */
const UNIMPLEMENTED = 12;

/** From the cache, else null. */
export async function recallProvider(cache: SealedFolder, key: string): Promise<KnownProvider | null> {
  const content = await cache.read(`about-${key}`);
  try {
    return content === null ? null : KnownProvider.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  }
}

/** Asks a process of the pool and keeps the answer. Throws FastDoubt when it is no clean one. */
export async function learnProvider(
  cache: SealedFolder,
  key: string,
  pool: ProviderPool,
): Promise<KnownProvider> {
  const { protocol } = await pool.unconfigured();
  const schema = await learnSchema(cache, key, pool);
  const about: KnownProvider = {
    protocol,
    schemaOptional: isSchemaOptional(schema),
    schemaBytes: schema.length,
    types: [...new Set(typeNames(schema))].toSorted(),
  };
  await cache.write(`about-${key}`, Buffer.from(JSON.stringify(about)));
  return about;
}

/**
 * The schema with the types that are wanted. Kept for each choice of types: to read, check and walk through the whole
 * one costs more than all else that Kedge does in a small scan.
 */
export async function trimmedSchema(
  cache: SealedFolder,
  key: string,
  wanted: { readonly about: KnownProvider; readonly isWanted: (type: string) => boolean },
  pool: ProviderPool,
): Promise<Buffer> {
  const types = wanted.about.types.filter(wanted.isWanted);
  const choice = createHash('sha256')
    .update(JSON.stringify([key, types]))
    .digest('hex');
  const kept = await cache.read(`trimmed-${choice}`);
  if (kept !== null) return kept;
  const whole = (await cache.read(`schema-${key}`)) ?? (await learnSchema(cache, key, pool));
  const chosen = new Set(types);
  const trimmed = trimSchema(whole, (type) => chosen.has(type));
  await cache.write(`trimmed-${choice}`, trimmed);
  return trimmed;
}

async function learnSchema(cache: SealedFolder, key: string, pool: ProviderPool): Promise<Buffer> {
  const process = await pool.unconfigured();
  const reply = await process.call(schemaPath(process.protocol), EMPTY_MESSAGE);
  if (reply.status !== 0) throw new FastDoubt('a provider did not tell its schema');
  const schema = unframeMessage(reply.body);
  if (hasSchemaDiagnostics(schema)) throw new FastDoubt('a provider told its schema with a warning');
  await cache.write(`schema-${key}`, schema);
  return schema;
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
  if (hasIdentityDiagnostics(message)) {
    throw new FastDoubt('a provider told its identity schemas with a warning');
  }
  await cache.write(entry, Buffer.concat([Buffer.of(reply.status), message]));
  return reply.status === 0 ? message : null;
}
