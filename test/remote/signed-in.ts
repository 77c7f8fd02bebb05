import type { Scope } from '#domain/fleet/permission.ts';
import type { Grant } from '#domain/fleet/role.ts';
import type { ServedKedge } from '#test/served-kedge.ts';

/** The first person of a server, signed in as a browser is, by the link that it printed. */
export interface SignedIn {
  post(path: string, json: unknown): Promise<unknown>;
  /** A token of that person. */
  token(scopes: readonly Scope[]): Promise<string>;
  /** Another person with a password, and a token of theirs. */
  person(name: string, grants: readonly Grant[], scopes: readonly Scope[]): Promise<string>;
}

export async function signIn({ url, link }: Pick<ServedKedge, 'url' | 'link'>): Promise<SignedIn> {
  const opened = await fetch(link, { redirect: 'manual' });
  return withCookie(url, cookieOf(opened));
}

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .join('; ');

async function withCookie(url: string, cookie: string): Promise<SignedIn> {
  const { csrf } = (await (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).json()) as {
    readonly csrf: string;
  };
  const post: SignedIn['post'] = async (path, json) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { cookie, 'X-Kedge-CSRF': csrf, 'Content-Type': 'application/json' },
      body: JSON.stringify(json),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  const token: SignedIn['token'] = async (scopes) =>
    ((await post('/tokens', { name: 'cli', scopes })) as { readonly secret: string }).secret;
  return {
    post,
    token,
    person: async (name, grants, scopes) => {
      const email = `${name.toLowerCase()}@example.com`;
      const password = `the password of ${name}`;
      await post('/people', { name, email, grants, password });
      const signed = await fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      return (await withCookie(url, cookieOf(signed))).token(scopes);
    },
  };
}
