import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '#platform/environment.ts';
import { attachProvider, reattachConfig, type AttachedProviderSettings } from './attached-provider.ts';
import { FastDoubt } from './fast-doubt.ts';
import type { ProviderAccount } from './provider-account.ts';
import { startStandIn } from './stand-in-process.ts';
import { checkStillSame, type VerifiedPackage } from './verified-package.ts';

/** Providers that one plan of one stack can attach to. */
export interface FastSession {
  /** For `plan` and `show` alone. */
  readonly env: Environment;
  /** Why what the engine said is not to be used; null: nothing speaks against it. */
  doubt(): string | null;
  /** Ends every provider and removes the sockets. Throws FastDoubt when a package is not the verified one any more. */
  close(): Promise<readonly ProviderAccount[]>;
}

export interface FastSessionSettings extends AttachedProviderSettings {
  readonly packages: readonly VerifiedPackage[];
}

/** What a unix socket's path may have on Linux, less what a provider adds to the folder. */
const FOLDER_PATH_BYTES = 107 - 30;

/** Throws FastDoubt when a provider does not come up or says something unexpected; then nothing is left running. */
export async function openFastSession(settings: FastSessionSettings): Promise<FastSession> {
  const folder = join(settings.folder, 'fast');
  if (Buffer.byteLength(folder) > FOLDER_PATH_BYTES) {
    throw new FastDoubt(
      'the path of the private cache is too long for sockets (KEDGE_CACHE_DIR can name a shorter one)',
    );
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const standIn = await startStandIn();
  let doubt: string | null = null;
  const onDoubt = (why: string): void => {
    doubt ??= why;
  };
  const opened = await Promise.allSettled(
    settings.packages.map((each, index) =>
      attachProvider({ ...settings, folder }, each, join(folder, String(index)), onDoubt),
    ),
  );
  const providers = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all([standIn.stop(), ...providers.map((provider) => provider.close())]);
  };
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    env: {
      ...settings.pace.engine,
      TF_REATTACH_PROVIDERS: JSON.stringify(
        Object.fromEntries(
          providers.map((provider) => [provider.source, reattachConfig(provider, standIn.pid)]),
        ),
      ),
    },
    doubt: () => doubt,
    close: async () => {
      await close();
      await checkStillSame(settings.packages);
      return providers.map((provider) => provider.account());
    },
  };
}
