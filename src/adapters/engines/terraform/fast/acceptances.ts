import { keyedDigest } from './provider-environment.ts';
import type { SealedFolder } from './sealed-folder.ts';

/** Provider configurations that a provider accepted without a word. Only keyed digests of them are kept. */
export interface Acceptances {
  /** @param request the path and the bytes of the call */
  recalls(request: readonly [string, Buffer]): Promise<boolean>;
  remember(request: readonly [string, Buffer]): Promise<void>;
}

const LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * The check of a configuration takes a large provider seconds, because it goes over all of its own schema. Its answer
 * depends on the package, the environment, the folder and the bytes of the request, so those are the key. After a
 * day the provider is asked again.
 */
export function createAcceptances(settings: {
  readonly folder: SealedFolder;
  /** The local key: without it nobody can test a guess of a credential against a file name. */
  readonly key: Uint8Array;
  readonly packageHash: string;
  readonly environment: string;
  readonly cwd: string;
  readonly now: () => number;
}): Acceptances {
  const { folder, key, packageHash, environment, cwd, now } = settings;
  const entry = ([path, body]: readonly [string, Buffer]): string =>
    keyedDigest(key, 'accepted configuration', packageHash, environment, cwd, path, body);
  return {
    recalls: async (request) => {
      const content = await folder.read(entry(request));
      const until = Number(content?.toString('utf8') ?? '0');
      const left = until - now();
      // A clock that was set back must not stretch the day.
      return left > 0 && left <= LIFETIME_MS;
    },
    remember: (request) => folder.write(entry(request), Buffer.from(String(now() + LIFETIME_MS))),
  };
}
