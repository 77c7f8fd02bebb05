/** The two protocols of providers. They name the same things differently. */
export type Protocol = 5 | 6;

export interface ProviderCall {
  readonly protocol: Protocol;
  readonly name: string;
}

/**
 * How the proxy treats a call.
 * - `schema`, `identities`: answered from what the package is known to say, without the types that are not in use.
 * - `config`: the check of the provider's configuration; an acceptance may be remembered.
 * - `configure`: always for real, by a process of its own.
 * - `stop`: ends the calls of this connection and goes no further.
 * - `offline`: what a provider answers before it is configured.
 * - `online`: needs a configured process; reads and plans only.
 */
export type Treatment = 'schema' | 'identities' | 'config' | 'configure' | 'stop' | 'offline' | 'online';

const NAMED: Readonly<Record<string, Treatment>> = {
  GetSchema: 'schema',
  GetProviderSchema: 'schema',
  GetResourceIdentitySchemas: 'identities',
  PrepareProviderConfig: 'config',
  ValidateProviderConfig: 'config',
  Configure: 'configure',
  ConfigureProvider: 'configure',
  Stop: 'stop',
  StopProvider: 'stop',
  MoveResourceState: 'offline',
  GetFunctions: 'offline',
  CallFunction: 'offline',
  GetMetadata: 'offline',
  ReadResource: 'online',
  PlanResourceChange: 'online',
  ImportResourceState: 'online',
  ReadDataSource: 'online',
  OpenEphemeralResource: 'online',
  RenewEphemeralResource: 'online',
  CloseEphemeralResource: 'online',
};
const OFFLINE = /^(?:Validate|Upgrade)[A-Z]\w*$/;
const PATH = /^\/tfplugin([56])\.Provider\/(\w+)$/;

/** The call behind a path, or null for a path of another service. */
export function providerCall(path: string): ProviderCall | null {
  const match = PATH.exec(path);
  if (match === null) return null;
  return { protocol: match[1] === '5' ? 5 : 6, name: match[2] ?? '' };
}

/** null: not a call of a plan. ApplyResourceChange is none, so nothing can be written through the proxy. */
export function treatmentOf(name: string): Treatment | null {
  if (Object.hasOwn(NAMED, name)) return NAMED[name] ?? null;
  return OFFLINE.test(name) ? 'offline' : null;
}

export const schemaPath = (protocol: Protocol): string =>
  `/tfplugin${protocol}.Provider/${protocol === 5 ? 'GetSchema' : 'GetProviderSchema'}`;
