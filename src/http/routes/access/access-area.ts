import type { HttpPlace } from '../../dependencies.ts';
import type { Area } from '../../api.ts';
import type { AccessDependencies } from '#workflows/access/access-dependencies.ts';
import type { ProviderRules } from '#workflows/access/provider-sign-in.ts';
import type { IdentityProvider } from '#ports/identity-provider.ts';
import type { Logger } from 'pino';
import { meArea } from './me-area.ts';
import { peopleArea } from './people-area.ts';
import { providerArea } from './provider-area.ts';
import { signInArea } from './sign-in-area.ts';
import { tokensArea } from './tokens-area.ts';

export interface AccessAreaDependencies {
  readonly access: AccessDependencies;
  readonly place: HttpPlace;
  readonly log: Logger;
  readonly server: { readonly version: string; readonly demo: boolean };
  /** null: only local accounts. */
  readonly provider: { readonly identity: IdentityProvider; readonly rules: ProviderRules } | null;
}

/** Signing in, and who may do what. */
export const accessArea =
  (deps: AccessAreaDependencies): Area =>
  (api) => {
    for (const area of [signInArea, providerArea, meArea, peopleArea, tokensArea]) area(deps)(api);
  };
