import { onTestFinished } from 'vitest';

import { type LightProvider, type LightProviderOptions, startLightProvider } from './light-provider.ts';
import { type LightWorkspace, lightWorkspace } from './workspace.ts';

/** A provider that stops when the running test ends. */
export async function serveLightProvider(options?: LightProviderOptions): Promise<LightProvider> {
  const provider = await startLightProvider(options);
  onTestFinished(() => provider.stop());
  return provider;
}

/** A folder with the code as `main.tf`, gone when the running test ends. */
export async function workspaceOf(provider: LightProvider, code: string): Promise<LightWorkspace> {
  const workspace = await lightWorkspace(provider, { 'main.tf': code });
  onTestFinished(() => workspace.dispose());
  return workspace;
}

export type AppliedWorkspace = LightWorkspace & Pick<LightProvider, 'cloud' | 'calls'>;

/** The code applied to a cloud of its own; everything is cleared away when the running test ends. */
export async function appliedWorkspace(code: string): Promise<AppliedWorkspace> {
  const provider = await serveLightProvider();
  const workspace = await workspaceOf(provider, code);
  await workspace.apply();
  return { ...workspace, cloud: provider.cloud, calls: provider.calls };
}
