import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { JsonObject } from '#domain/json.ts';
import type { SecretReference } from '#domain/secret/secret-reference.ts';
import type { IdentityProvider } from '#ports/identity-provider.ts';
import type { SecretSource } from '#ports/secret-source.ts';

export interface OpenIdSettings {
  readonly name: string;
  readonly issuer: URL;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: SecretReference | null;
  readonly clientAuth: 'basic' | 'post';
  readonly scopes: readonly string[];
  /** Asks the provider for claims that it does not write into the ID token. */
  readonly userInfo: boolean;
}

/** How far the clocks of the provider and of this machine may be apart. */
const CLOCK_SECONDS = 30;
const PATIENCE_SECONDS = 10;

/** OpenID Connect with authorization code and PKCE; signature, issuer, audience, times, state and nonce are checked. */
export function createOpenIdProvider(settings: OpenIdSettings, secretOf: SecretSource): IdentityProvider {
  return {
    name: settings.name,
    start: async (redirectUri) => {
      const found = await attempt(() => discover(settings, secretOf));
      if ('problem' in found) return found;
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
      const url = buildAuthorizationUrl(found.value, {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        response_type: 'code',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, state, nonce, verifier };
    },
    finish: async (callback, { state, nonce, verifier }) => {
      const finished = await attempt(async () => {
        const configuration = await discover(settings, secretOf);
        const tokens = await authorizationCodeGrant(configuration, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no ID token came');
        const more = settings.userInfo
          ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {};
        return { issuer: claims.iss, subject: claims.sub, all: { ...more, ...claims } as JsonObject };
      });
      return 'problem' in finished ? finished : { claims: finished.value };
    },
  };
}

/** Each time anew: keys and secrets are rotated, and people do not sign in often. */
async function discover(settings: OpenIdSettings, secretOf: SecretSource): Promise<Configuration> {
  const { issuer, clientId } = settings;
  return discovery(
    issuer,
    clientId,
    { [clockTolerance]: CLOCK_SECONDS },
    await clientAuth(settings, secretOf),
    {
      timeout: PATIENCE_SECONDS,
      // Plain http only to this machine itself, as tests and a proxy beside it need.
      execute: [enableNonRepudiationChecks, ...(isLoopback(issuer) ? [allowInsecureRequests] : [])],
    },
  );
}

async function clientAuth(
  { clientSecret, clientAuth: way }: OpenIdSettings,
  secretOf: SecretSource,
): Promise<ClientAuth> {
  if (clientSecret === null) return None();
  const read = await secretOf(clientSecret);
  if ('problem' in read) throw new Error(read.problem);
  return way === 'basic' ? ClientSecretBasic(read.secret) : ClientSecretPost(read.secret);
}

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');

async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { problem: whatItSays(error) };
  }
}

/** Message and cause, not what came over the wire: that may hold codes and tokens. */
function whatItSays(error: unknown): string {
  if (!(error instanceof Error)) return 'failed without a word';
  const { message, cause } = error;
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return `${message}${why}`;
}
