import type { Environment } from '#platform/environment.ts';
import { createAcceptances } from './acceptances.ts';
import type { CollectorPace } from './collector-pace.ts';
import type { FastCaches } from './fast-caches.ts';
import { frameMessage } from './grpc-frame.ts';
import {
  identitySchemas,
  learnProvider,
  primeProcess,
  recallProvider,
  trimmedSchema,
} from './known-provider.ts';
import { createProviderAccount, type ProviderAccount } from './provider-account.ts';
import { acceptanceEnvironment, keyedDigest, schemaEnvironment } from './provider-environment.ts';
import { createProviderPool } from './provider-pool.ts';
import { startProvider } from './provider-process.ts';
import { serveProvider, type ProviderProxy } from './provider-proxy.ts';
import { trimIdentitySchemas } from './provider-schema.ts';
import type { VerifiedPackage } from './verified-package.ts';

export interface AttachedProviderSettings {
  readonly isWanted: (type: string) => boolean;
  /** What the engine is started with. */
  readonly engineEnv: Environment;
  readonly pace: CollectorPace;
  readonly cwd: string;
  /** Private, and gone with the run. */
  readonly folder: string;
  readonly noteGroup: (pid: number) => Promise<void>;
  /** Ends every provider at once, also one that does not answer. */
  readonly signal: AbortSignal;
  readonly caches: FastCaches;
  readonly now: () => number;
  /** Told before a provider is asked what it knows, which takes some seconds for a large one. */
  readonly onLearning: () => void;
}

/** One provider behind a proxy of its own. */
export interface AttachedProvider {
  readonly source: string;
  readonly protocol: number;
  readonly proxy: ProviderProxy;
  account(): ProviderAccount;
  close(): Promise<void>;
}

/** Throws FastDoubt when the provider does not come up or says something unexpected; then nothing of it is left. */
export async function attachProvider(
  settings: AttachedProviderSettings,
  { source, executable, hash }: VerifiedPackage,
  socket: string,
  onDoubt: (why: string) => void,
): Promise<AttachedProvider> {
  const { caches, engineEnv, cwd, folder, isWanted, noteGroup } = settings;
  const key = keyedDigest(caches.key, 'schema', hash, schemaEnvironment(engineEnv));
  let about = await recallProvider(caches.schemas, key);
  const pool = createProviderPool(async (signal) => {
    const process = await startProvider({
      executable,
      env: { ...engineEnv, ...settings.pace.provider },
      cwd,
      folder,
      noteGroup,
      signal: AbortSignal.any([signal, settings.signal]),
    });
    if (about !== null) await primeProcess(process, about);
    return process;
  });
  try {
    // Comes up while the engine starts, so that nobody waits for it.
    pool.prestart();
    if (about === null) {
      settings.onLearning();
      about = await learnProvider(caches.schemas, key, pool);
    }
    const { protocol, schemaBytes } = about;
    const schema = frameMessage(await trimmedSchema(caches.schemas, key, { about, isWanted }, pool));
    const account = createProviderAccount(source, { schemaBytes, servedBytes: schema.length }, pool);
    const proxy = await serveProvider(
      socket,
      {
        protocol,
        pool,
        acceptances: createAcceptances({
          folder: caches.accepted,
          key: caches.key,
          packageHash: hash,
          environment: acceptanceEnvironment(engineEnv),
          cwd,
          now: settings.now,
        }),
        schema,
        identities: async (ask) => {
          const whole = await identitySchemas(caches.schemas, key, ask);
          return whole === null ? null : frameMessage(trimIdentitySchemas(whole, isWanted));
        },
        count: account.count,
      },
      onDoubt,
    );
    return {
      source,
      protocol,
      proxy,
      account: account.read,
      close: async () => {
        await proxy.close();
        await pool.stop();
      },
    };
  } catch (error) {
    await pool.stop();
    throw error;
  }
}

/** As go-plugin reads it. `Test`: the engine leaves the process alone when it is done. */
export const reattachConfig = ({ protocol, proxy }: AttachedProvider, pid: number) => ({
  Protocol: 'grpc',
  ProtocolVersion: protocol,
  Pid: pid,
  Test: true,
  Addr: { Network: 'unix', String: proxy.socket },
});
