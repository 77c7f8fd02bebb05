import { createHmac } from 'node:crypto';
import type { Environment } from '#platform/environment.ts';

/** Says to a provider that a program that knows what it is started it. */
const MAGIC_COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

/** What differs from run to run or is for the engine alone. */
const VOLATILE =
  /^(?:TF_DATA_DIR|TF_REATTACH_PROVIDERS|TF_PLUGIN_CACHE_DIR|TF_CLI_ARGS\w*|PWD|OLDPWD|SHLVL|_)$/;

/** Settings that change what a provider accepts and not what types it has. They may change with every login. */
const NOT_OF_THE_SCHEMA = /^TF_VAR_|KEY|TOKEN|SECRET|PASS|CREDENTIAL|SESSION/i;

/** The environment that the engine itself would start the provider with, but without encryption between the two. */
export function providerEnvironment(engineEnv: Environment, socketFolder: string): Environment {
  // With PLUGIN_CLIENT_CERT the provider would speak TLS; the socket lies in a private folder instead.
  const { TF_REATTACH_PROVIDERS: _, PLUGIN_CLIENT_CERT: __, ...env } = engineEnv;
  return {
    ...env,
    TF_PLUGIN_MAGIC_COOKIE: MAGIC_COOKIE,
    PLUGIN_PROTOCOL_VERSIONS: '5,6',
    PLUGIN_UNIX_SOCKET_DIR: socketFolder,
  };
}

/** What an acceptance of a configuration may depend on, in one text. Holds credentials: only ever digested. */
export const acceptanceEnvironment = (env: Environment): string => entriesText(env, () => true);

/** What a schema may depend on beside the package: some providers show other types by a switch in the environment. */
export const schemaEnvironment = (env: Environment): string =>
  entriesText(env, (name) => !NOT_OF_THE_SCHEMA.test(name));

function entriesText(env: Environment, wanted: (name: string) => boolean): string {
  const entries = Object.entries(env).filter(([name]) => !VOLATILE.test(name) && wanted(name));
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A digest that nobody without the local key can test a guess against. */
export function keyedDigest(key: Uint8Array, ...parts: readonly (string | Buffer)[]): string {
  const digest = createHmac('sha256', key);
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:`).update(part);
  return digest.digest('hex');
}
