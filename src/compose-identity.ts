import { readOpenIdFile } from '#platform/openid-settings.ts';
import { secretSource } from '#platform/secret-source.ts';
import type { IdentityProvider } from '#ports/identity-provider.ts';
import type { ProviderRules } from '#workflows/access/provider-sign-in.ts';

export interface ComposedProvider {
  readonly identity: IdentityProvider;
  readonly rules: ProviderRules;
}

/** The identity provider that the environment names; null: none. `refused` is a sentence for a person. */
export async function composeProvider(
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly provider: ComposedProvider | null } | { readonly refused: string }> {
  const read = await readOpenIdFile(env);
  if ('refused' in read) return read;
  const { file } = read;
  if (file === null) return { provider: null };
  const { createOpenIdProvider } = await import('#adapters/identity/openid-provider.ts');
  const settings = {
    name: file.name,
    issuer: new URL(file.issuer),
    clientId: file.client_id,
    clientSecret: file.client_secret,
    clientAuth: file.client_auth,
    scopes: file.scopes,
    userInfo: file.user_info,
  };
  return {
    provider: {
      identity: createOpenIdProvider(settings, secretSource(env)),
      rules: { grants: file.grants, trustEmail: file.trust_email },
    },
  };
}
