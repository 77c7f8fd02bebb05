import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOpenIdProvider } from '#adapters/identity/openid-provider.ts';
import { FormBrowser, type Visited } from '#test/browser-of-forms.ts';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import {
  CLIENT,
  type Claims,
  openIdProviderForTest,
  type ProviderAccount,
  type TestOpenIdProvider,
} from '#test/openid-provider.ts';

const RULES = {
  trustEmail: false,
  grants: [
    { claim: 'groups', value: 'kedge-admins', team: null, role: 'admin' },
    { claim: 'groups', value: 'team-*', team: '*', role: 'responder' },
  ],
} as const;

const ANA: ProviderAccount = { email: 'ana@example.com', name: 'Ana Diaz', groups: ['team-payments', 'all'] };

describe('signing in at an identity provider', () => {
  let provider: TestOpenIdProvider;
  let database: TestDatabase;
  let server: TestServer;
  let accounts: Record<string, ProviderAccount>;
  let claims: (claims: Claims) => Claims;
  let foreignKey: boolean;
  /** Where the provider sends browsers back to; the server of the test listens elsewhere each time. */
  const PUBLIC = 'http://kedge.test:4747';

  beforeAll(async () => {
    provider = await openIdProviderForTest({
      account: (login) => accounts[login] ?? { email: `${login}@example.com` },
      redirectUri: `${PUBLIC}/auth/oidc/callback`,
      claims: (said) => claims(said),
      foreignKey: () => foreignKey,
    });
    database = await pgliteForTest();
    const settings = {
      name: 'Example',
      issuer: provider.issuer,
      clientId: CLIENT.id,
      clientSecret: { env: 'KEDGE_SECRET_OIDC' },
      clientAuth: 'basic',
      scopes: ['openid', 'email', 'profile', 'groups'],
      userInfo: true,
    } as const;
    const identity = createOpenIdProvider(settings, () => Promise.resolve({ secret: CLIENT.secret }));
    server = await httpServerForTest({
      database,
      provider: { identity, rules: RULES },
      more: { place: { publicUrl: PUBLIC, hosts: null, behindProxy: false } },
    });
  }, 300_000);
  afterAll(async () => {
    await server.close();
    await database.close();
    await provider.close();
  });

  beforeEach(async () => {
    accounts = { ana: ANA };
    claims = (said) => said;
    foreignKey = false;
    await database.run('truncate kedge.person, kedge.session, kedge.api_token, kedge.provider_flow');
  });

  const isBack = (url: URL): boolean => url.origin === PUBLIC;
  /** From the button to the address with which the provider sends the browser back. */
  async function toCallback(browser: FormBrowser, login: string, start = '/auth/oidc/start'): Promise<URL> {
    let page: Visited = await browser.open(`${server.url}${start}`, isBack);
    for (let steps = 0; steps < 4 && !isBack(page.url); steps += 1) {
      const fields = page.html.includes('name="login"') ? { login, password: 'any' } : {};
      page = await browser.submit(page, fields, isBack);
    }
    expect(page.url.origin).toBe(PUBLIC);
    return page.url;
  }
  const back = (browser: FormBrowser, { pathname, search }: URL): Promise<Visited> =>
    browser.open(`${server.url}${pathname}${search}`, () => true);
  const signIn = async (login: string, start?: string, browser = new FormBrowser()) => {
    const done = await back(browser, await toCallback(browser, login, start));
    return { browser, place: `${done.url.pathname}${done.url.search}` };
  };
  const me = async (browser: FormBrowser): Promise<unknown> =>
    JSON.parse((await browser.open(`${server.url}/api/v1/me`)).html);
  const host = (): string => new URL(server.url).host;

  it('makes a person of whom the provider names, with the roles that their groups give', async () => {
    const { browser, place } = await signIn('ana', '/auth/oidc/start?return_to=/drift%3Fstate%3Dopen');
    expect(place).toBe('/drift?state=open');
    expect(await me(browser)).toMatchObject({
      name: 'Ana Diaz',
      email: 'ana@example.com',
      grants: [{ team: 'payments', role: 'responder' }],
    });
    expect(server.logged()).not.toContain(CLIENT.secret);
  });

  it('settles roles anew each time, and keeps what an admin gave', async () => {
    await signIn('ana');
    const [{ id } = { id: '' }] = await server.access.dependencies.access.people();
    const admin = await server.person('Root', [{ team: null, role: 'admin' }]);
    await server.ask(`/api/v1/people/${id}`, {
      method: 'PATCH',
      as: admin.token,
      json: { grants: [{ team: 'web', role: 'viewer' }] },
    });
    accounts['ana'] = { ...ANA, groups: ['kedge-admins'] };
    const { browser } = await signIn('ana');
    const grants = [
      { team: 'web', role: 'viewer' },
      { team: null, role: 'admin' },
    ];
    expect(await me(browser)).toMatchObject({ id, grants });
    accounts['ana'] = { ...ANA, email: 'ana.diaz@example.com', groups: [] };
    // The provider names her by its subject: another address does not make another person of her, and hers stays.
    const later = await signIn('ana');
    expect(await me(later.browser)).toMatchObject({
      id,
      email: 'ana@example.com',
      grants: grants.slice(0, 1),
    });
  });

  it('finds a person whom an admin has added by the address, once', async () => {
    const { id } = await server.person('Ana', [{ team: null, role: 'viewer' }]);
    const { browser } = await signIn('ana');
    expect(await me(browser)).toMatchObject({ id });
    accounts['mallory'] = ANA;
    expect((await signIn('mallory')).place).toBe('/sign-in?problem=no-email');
  });

  it.each<[string, ProviderAccount]>([
    ['no-email', { ...ANA, email_verified: false }],
    ['no-email', { ...ANA, email: 'Root <root@example.com>' }],
    ['no-role', { ...ANA, groups: ['team-', 'others'] }],
    ['no-role', { email: 'ana@example.com' }],
  ])('is refused with %s and makes nobody for %j', async (why, account) => {
    accounts['ana'] = account;
    const { place, browser } = await signIn('ana');
    expect(place).toBe(`/sign-in?problem=${why}`);
    expect(browser.cookies(host()).size).toBe(0);
    expect(await server.access.dependencies.access.people()).toStrictEqual([]);
    const told = await server.ask(`/api/v1/sign-in?problem=${why}`);
    expect(await told.json()).toMatchObject({
      problem: expect.stringMatching(/\.$/) as string,
      provider: { name: 'Example' },
    });
  });

  it('is refused to whoever is not active', async () => {
    const admin = await server.person('Root', [{ team: null, role: 'admin' }]);
    const { id } = await server.person('Ana', []);
    await server.ask(`/api/v1/people/${id}`, { method: 'DELETE', as: admin.token });
    expect((await signIn('ana')).place).toBe('/sign-in?problem=inactive');
  });

  it('works once, in the browser that began it', async () => {
    const browser = new FormBrowser();
    const callback = await toCallback(browser, 'ana');
    expect((await back(new FormBrowser(), callback)).url.search).toBe('?problem=provider');
    expect((await back(browser, callback)).url.pathname).toBe('/');
    browser.forget(host(), [...browser.cookies(host()).keys()].find((name) => !name.endsWith('-flow')) ?? '');
    expect((await back(browser, callback)).url.search).toBe('?problem=provider');
  });

  it.each([
    ['state', 'is not the one that was sent'],
    ['nonce', 'is not the one in the token'],
    ['verifier', 'does not fit the challenge'],
  ])('is refused when the %s %s', async (column) => {
    const browser = new FormBrowser();
    const callback = await toCallback(browser, 'ana');
    await database.run(`update kedge.provider_flow set ${column} = '${'x'.repeat(43)}'`);
    expect((await back(browser, callback)).url.search).toBe('?problem=provider');
    expect(await server.access.dependencies.access.people()).toStrictEqual([]);
  });

  it('is refused when another issuer answers', async () => {
    const browser = new FormBrowser();
    const callback = await toCallback(browser, 'ana');
    callback.searchParams.set('iss', 'https://evil.example');
    expect((await back(browser, callback)).url.search).toBe('?problem=provider');
  });

  it('bears clocks that are a little apart, and no more', async () => {
    const expired = (seconds: number) => (said: Claims) => ({
      ...said,
      exp: Math.floor(Date.now() / 1000) - seconds,
    });
    claims = expired(5);
    expect((await signIn('ana')).place).toBe('/');
    claims = expired(60);
    expect((await signIn('ana')).place).toBe('/sign-in?problem=provider');
  });

  it.each<Claims>([
    { aud: 'another-client' },
    { iss: 'https://evil.example' },
    { sub: '' },
    { nonce: null },
    { exp: null },
    { aud: ['another-client', 'kedge'], azp: 'another-client' },
  ])('is refused with a token that says %j', async (said) => {
    claims = (all) => ({ ...all, ...said });
    expect((await signIn('ana')).place).toBe('/sign-in?problem=provider');
    expect(await server.access.dependencies.access.people()).toStrictEqual([]);
  });

  it('is refused with a token that another key has signed', async () => {
    foreignKey = true;
    expect((await signIn('ana')).place).toBe('/sign-in?problem=provider');
  });

  it('leads to no place but ours afterwards', async () => {
    for (const elsewhere of [
      '//evil.example',
      'https://evil.example',
      '/%5Cevil.example',
      '/%09/evil.example',
    ]) {
      expect((await signIn('ana', `/auth/oidc/start?return_to=${elsewhere}`)).place).toBe('/');
    }
  });
});
