import { cloudProvider } from './cloud-provider.ts';
import { LightCloud } from './light-cloud.ts';
import { servePlugin } from './plugin-server.ts';

export { LightCloud } from './light-cloud.ts';
export { accessDenied, type Hang, type HangOptions, type ReadError } from './read-faults.ts';

export interface LightProviderOptions {
  /** The provider's address; default `registry.terraform.io/kedge/light`. */
  readonly source?: string;
  /**
   * Further addresses under which the same provider answers; default `registry.terraform.io/hashicorp/aws`, so that
   * `aws_*` resources need no `required_providers` and carry the real provider's name in a plan.
   */
  readonly alsoAs?: readonly string[];
}

export interface LightProvider {
  readonly source: string;
  /** What Terraform needs in its environment to find the provider. */
  readonly env: Readonly<Record<string, string>>;
  readonly cloud: LightCloud;
  /** How often Terraform made each call, e.g. `ReadResource`. */
  readonly calls: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Serves a Terraform provider inside this process. Stop it, or the process does not end. */
export async function startLightProvider(options: LightProviderOptions = {}): Promise<LightProvider> {
  const source = options.source ?? 'registry.terraform.io/kedge/light';
  const alsoAs = options.alsoAs ?? ['registry.terraform.io/hashicorp/aws'];
  const cloud = new LightCloud();
  const calls = new Map<string, number>();
  const server = await servePlugin(cloudProvider(cloud), (name) => {
    calls.set(name, (calls.get(name) ?? 0) + 1);
  });
  const reattach = {
    Protocol: 'grpc',
    ProtocolVersion: 6,
    Pid: process.pid,
    // Terraform then leaves the process alone when it is done.
    Test: true,
    Addr: { Network: 'unix', String: server.socket },
  };
  const addresses = Object.fromEntries([source, ...alsoAs].map((address) => [address, reattach]));
  return {
    source,
    env: { TF_REATTACH_PROVIDERS: JSON.stringify(addresses) },
    cloud,
    calls,
    async stop() {
      cloud.clearFaults();
      await server.stop();
    },
  };
}
