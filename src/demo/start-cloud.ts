import { findMotoProgram } from '#adapters/clouds/moto-program.ts';
import { startMotoCloud, type MotoCloud } from '#adapters/clouds/moto-cloud.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import { demoEnvironment } from './demo-environment.ts';
import type { Narrator, StepResult } from './narrator.ts';

export interface CloudRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

export function startCloud(
  { env, signal, narrator }: CloudRequest,
  cache: PrivateCache,
  runFolder: RunFolder,
): Promise<StepResult<MotoCloud>> {
  return narrator.step('Start a cloud in memory', async (tell) => {
    const onInstall = (): void => tell('installing moto with pip, once');
    const found = await findMotoProgram({ env, cache, signal, onInstall });
    if ('missing' in found) return { problem: found.missing };
    // Its own credentials stand in for those of the user, which it must never see.
    const settings = {
      program: found.program,
      folder: runFolder.path,
      env: demoEnvironment(env, {}),
      signal,
    };
    const started = await startMotoCloud(settings);
    if ('problem' in started) return started;
    return { done: started.cloud, said: `moto_server ${found.how}, ${started.cloud.endpoint}` };
  });
}
