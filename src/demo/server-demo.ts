import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet } from '#ports/fleet.ts';
import { findProgram } from '#platform/find-program.ts';
import { openPrivateCache } from '#platform/private-cache.ts';
import type { Narrator } from './narrator.ts';
import { openPlatform } from './open-platform.ts';
import { startCloud } from './start-cloud.ts';

export interface ServerDemoRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

/** A cloud that stays up with a drifted platform in it, for a server to look at. */
export interface ServerDemo {
  /** What the server runs with: nothing in it leads to a real cloud or to a database of the user's. */
  readonly env: Readonly<Record<string, string>>;
  /** The server's own folder; goes with the demo. */
  readonly data: string;
  /** Makes the platform a source of the fleet. */
  fill(fleet: Fleet): Promise<void>;
  /** Ends the cloud and removes what was made. */
  stop(): Promise<void>;
}

export async function openServerDemo(
  request: ServerDemoRequest,
): Promise<{ readonly demo: ServerDemo } | { readonly problem: string }> {
  const terraform = findProgram('terraform', request.env);
  if (terraform === null) {
    return {
      problem:
        'The demo needs Terraform: there is no "terraform" on the PATH. Install it from https://developer.hashicorp.com/terraform/install',
    };
  }
  const opened = await openPrivateCache(request.env);
  if ('refused' in opened) return { problem: opened.refused };
  const { cache } = opened;
  const runFolder = await cache.runFolder();
  const started = await startCloud(request, cache, runFolder);
  if ('problem' in started) {
    await runFolder.remove();
    return started;
  }
  const cloud = started.done;
  const home = await mkdtemp(join(tmpdir(), 'kedge-serve-demo-'));
  const stop = async (): Promise<void> => {
    await cloud.stop();
    await runFolder.remove();
    await rm(home, { recursive: true, force: true });
  };
  const platform = await openPlatform({ ...request, folder: join(home, 'shop') }, cloud, {
    terraform,
    cache,
    runFolder,
  });
  if ('problem' in platform) {
    await stop();
    return platform;
  }
  return {
    demo: {
      env: platform.env,
      data: join(home, 'data'),
      fill: async (fleet) => {
        await fleet.addSource({
          kind: 'folder',
          name: 'shop',
          subfolder: '',
          team: null,
          folder: platform.folder,
        });
      },
      stop,
    },
  };
}
