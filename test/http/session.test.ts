import { afterEach, beforeEach, expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import type { TestDatabase } from '#test/databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import { makeSignInLink } from '#workflows/access/sign-in-link.ts';

const PASSWORD = 'correct-horse-battery';
const VIEWER = [{ team: null, role: 'viewer' }] as const;
const HOUR_MS = 3_600_000;

onBothDatabases('a session', (database) => {
  let server: TestServer;
  let now: number;
  beforeEach(async () => {
    now = Date.parse('2026-05-04T10:00:00.000Z');
    server = await httpServerForTest({ database: database(), clock: { now: () => new Date(now) } });
  });
  afterEach(() => server.close());

  const signIn = (password = PASSWORD, email = 'ana@example.com') =>
    server.ask('/api/v1/session', { method: 'POST', json: { email, password } });
  const cookieOf = (response: Response): string => {
    const [cookie = ''] = response.headers.getSetCookie();
    return cookie.split(';')[0] ?? '';
  };
  const me = (cookie: string) => server.ask('/api/v1/me', { headers: { cookie } });
  const ana = () => server.person('Ana', VIEWER, { password: PASSWORD });
  const csrfOf = async (cookie: string): Promise<string> =>
    ((await (await me(cookie)).json()) as { csrf: string }).csrf;

  it('begins with the right password, in a cookie that no script reads, and ends with signing out', async () => {
    await ana();
    const answer = await signIn();
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^kedge-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const cookie = cookieOf(answer);
    const seen = await me(cookie);
    expect(await seen.json()).toMatchObject({ name: 'Ana', email: 'ana@example.com', way: 'session' });
    const csrf = await csrfOf(cookie);
    const out = await server.ask('/api/v1/session', {
      method: 'DELETE',
      headers: { cookie, 'x-kedge-csrf': csrf },
    });
    expect(out.status).toBe(204);
    expect((await me(cookie)).status).toBe(401);
  });

  it('is kept as a hash alone, and so are passwords and tokens', async () => {
    const { token } = await ana();
    const secret = cookieOf(await signIn()).split('=')[1] ?? '';
    const kept = JSON.stringify(await everythingIn(database()));
    expect(secret).toHaveLength(43);
    for (const planted of [secret, token, PASSWORD]) {
      expect(kept).not.toContain(planted);
      expect(server.logged()).not.toContain(planted);
    }
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('ends without use, and in the end whatever happens', async () => {
    await ana();
    const idle = cookieOf(await signIn());
    now += 12 * HOUR_MS;
    expect((await me(idle)).status).toBe(401);
    let cookie = cookieOf(await signIn());
    for (let hours = 0; hours < 7 * 24 - 8; hours += 8) {
      now += 8 * HOUR_MS;
      const answer = await me(cookie);
      expect(answer.status).toBe(200);
      cookie = cookieOf(answer) || cookie;
    }
    now += 8 * HOUR_MS;
    expect((await me(cookie)).status).toBe(401);
  });

  it('gets a new secret while it lives; the old one is good for what was under way, and later ends it', async () => {
    await ana();
    const first = cookieOf(await signIn());
    now += 16 * 60_000;
    const renewed = await me(first);
    const second = cookieOf(renewed);
    expect(second).not.toBe('');
    expect(second).not.toBe(first);
    expect((await me(first)).status).toBe(200);
    expect(cookieOf(await me(first))).toBe('');
    expect(await csrfOf(second)).toBe(await csrfOf(first));
    now += 3 * 60_000;
    expect((await me(second)).status).toBe(200);
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(401);
    const entries = await database().run(`select action from kedge.audit_entry order by number desc limit 1`);
    expect(entries).toMatchObject([{ action: 'session.ended_in_doubt' }]);
  });

  it('hears of nothing by a write without the header, or made by a page of another origin', async () => {
    await ana();
    const cookie = cookieOf(await signIn());
    const csrf = await csrfOf(cookie);
    const make = (headers: Record<string, string>) =>
      server.ask('/api/v1/tokens', {
        method: 'POST',
        headers: { cookie, ...headers },
        json: { name: 'ci', scopes: ['read'] },
      });
    const right = { 'x-kedge-csrf': csrf };
    expect((await make({})).status).toBe(403);
    expect((await make({ 'x-kedge-csrf': `${csrf.slice(0, -1)}_` })).status).toBe(403);
    expect((await make({ ...right, origin: 'https://evil.example' })).status).toBe(403);
    expect((await make({ ...right, origin: 'null' })).status).toBe(403);
    expect((await make({ ...right, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await make({ ...right, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await make({ ...right, 'sec-fetch-site': 'same-origin', origin: server.url })).status).toBe(201);
  });

  it('of every other browser ends when the password changes', async () => {
    await ana();
    const [here, elsewhere] = [cookieOf(await signIn()), cookieOf(await signIn())];
    const csrf = await csrfOf(here);
    const change = (current: string, next: string) =>
      server.ask('/api/v1/me/password', {
        method: 'POST',
        headers: { cookie: here, 'x-kedge-csrf': csrf },
        json: { current, next },
      });
    expect((await change('wrong', 'another-good-password')).status).toBe(403);
    expect((await change(PASSWORD, 'short')).status).toBe(409);
    expect((await change(PASSWORD, 'another-good-password')).status).toBe(204);
    expect((await me(here)).status).toBe(200);
    expect((await me(elsewhere)).status).toBe(401);
    expect((await signIn()).status).toBe(401);
    expect((await signIn('another-good-password')).status).toBe(204);
  });

  it('of a person who is not active any more is over at once, and so are their tokens', async () => {
    const admin = await server.person('Root', [{ team: null, role: 'admin' }]);
    const { id, token } = await ana();
    const cookie = cookieOf(await signIn());
    expect((await server.ask('/api/v1/me', { as: token })).status).toBe(200);
    expect((await server.ask(`/api/v1/people/${id}`, { method: 'DELETE', as: admin.token })).status).toBe(
      204,
    );
    expect((await me(cookie)).status).toBe(401);
    expect((await server.ask('/api/v1/me', { as: token })).status).toBe(401);
    expect((await signIn()).status).toBe(401);
  });

  it('is refused in the same words to a wrong password and an unknown account, and after a few tries to everybody', async () => {
    await ana();
    const wrong = await signIn('wrong-password');
    const unknown = await signIn(PASSWORD, 'nobody@example.com');
    const same = { instance: '' };
    expect({ ...((await wrong.json()) as object), ...same }).toStrictEqual({
      ...((await unknown.json()) as object),
      ...same,
    });
    // Of many at once no more come through than one after the other.
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('wrong-password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
    expect((await signIn()).status).toBe(429);
    expect((await signIn(PASSWORD, 'ANA@example.com')).status).toBe(429);
    now += 15 * 60_000;
    expect((await signIn()).status).toBe(204);
  });

  it('begins once with the link that the server prints, not for whoever looks ahead', async () => {
    const { dependencies } = server.access;
    const link = async () =>
      `/sign-in/once/${await makeSignInLink({ name: 'Ops', email: 'ops@example.com' }, dependencies)}`;
    const path = await link();
    expect((await server.ask(path, { method: 'HEAD' })).headers.getSetCookie()).toStrictEqual([]);
    expect((await server.ask(path, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(204);
    const proxied = await server.ask(path, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(proxied.headers.get('location')).toBe('/sign-in?problem=away');
    const [one, other] = await Promise.all([server.ask(path), server.ask(path)]);
    const places = [one, other].map(({ headers }) => headers.get('location'));
    expect(new Set(places)).toStrictEqual(new Set(['/', '/sign-in?problem=link']));
    const cookie = cookieOf(one) || cookieOf(other);
    expect(await (await me(cookie)).json()).toMatchObject({
      email: 'ops@example.com',
      grants: [{ team: null, role: 'admin' }],
    });
    const late = await link();
    now += 15 * 60_000;
    expect((await server.ask(late)).headers.get('location')).toBe('/sign-in?problem=link');
  });
});

async function everythingIn(database: TestDatabase): Promise<unknown> {
  const tables = await database.run(
    `select table_name from information_schema.tables where table_schema = 'kedge'`,
  );
  return Promise.all(
    tables.map(({ table_name }) => database.run(`select * from kedge."${String(table_name)}"`)),
  );
}
