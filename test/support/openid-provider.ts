import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/** A real OpenID Connect provider on loopback, with the forms for signing in that it brings along. */
export interface TestOpenIdProvider {
  readonly issuer: URL;
  close(): Promise<void>;
}

export interface ProviderAccount {
  readonly email: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
}

export type Claims = Readonly<Record<string, unknown>>;

export const CLIENT = { id: 'kedge', secret: 'canary-client-secret-7Gx2' } as const;

export async function openIdProviderForTest(settings: {
  /** By what is written into the form as login. Asked anew with each use. */
  readonly account: (login: string) => ProviderAccount;
  readonly redirectUri: string;
  /** What the provider writes into its ID tokens instead, and signs. */
  readonly claims?: (claims: Claims) => Claims;
  /** Signs them with a key that it does not publish. */
  readonly foreignKey?: () => boolean;
}): Promise<TestOpenIdProvider> {
  const [own, foreign] = [newKey(), newKey()];
  // The address is part of the issuer, so the socket comes first.
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [settings.redirectUri],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    findAccount: (_, login) => ({
      accountId: login,
      claims: () => ({ sub: login, email_verified: true, ...settings.account(login) }),
    }),
    jwks: { keys: [{ ...own.privateKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] },
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['a key of the test'] },
  });
  provider.use(async (context, next) => {
    await next();
    const answer = context.body as { id_token?: string } | null;
    if (context.path !== '/token' || typeof answer?.id_token !== 'string') return;
    const key = settings.foreignKey?.() === true ? foreign : own;
    answer.id_token = signedAnew(answer.id_token, settings.claims ?? ((claims) => claims), key.privateKey);
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer: new URL(issuer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

function signedAnew(token: string, change: (claims: Claims) => Claims, key: KeyObject): string {
  const [head = '', body = ''] = token.split('.');
  const claims = change(JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims);
  const signed = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}
