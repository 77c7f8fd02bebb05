import { createRoute } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import type { Caller } from '#domain/fleet/caller.ts';
import { ALL_PERMISSIONS, PERMISSIONS, SCOPES, type Scope } from '#domain/fleet/permission.ts';
import { ROLES, type Role } from '#domain/fleet/role.ts';
import { answersNothing } from '#http/answers.ts';
import type { Area } from '#http/api.ts';
import { createApp } from '#http/app.ts';
import { ROUTE_ACCESS } from '#http/route-access.ts';
import { pino } from 'pino';

/** Who asks, and how. */
interface Asker {
  readonly name: string;
  readonly role: Role | null;
  /** null: for all teams. */
  readonly team: string | null;
  readonly way: 'session' | 'session without its header' | 'token' | 'nobody';
  readonly scopes: readonly Scope[] | null;
}

const askers: readonly Asker[] = [
  { name: 'nobody', role: null, team: null, way: 'nobody', scopes: null },
  ...[null, ...ROLES].flatMap((role) =>
    [null, 'payments'].flatMap((team): Asker[] => {
      const who = { role, team };
      const name = role === null ? 'somebody without a role' : `${role} for ${team ?? 'all teams'}`;
      return [
        { ...who, name: `${name}, by session`, way: 'session', scopes: null },
        {
          ...who,
          name: `${name}, by session without the header`,
          way: 'session without its header',
          scopes: null,
        },
        { ...who, name: `${name}, by token`, way: 'token', scopes: [...SCOPES] },
        ...SCOPES.map((scope): Asker => ({
          ...who,
          name: `${name}, by token for ${scope}`,
          way: 'token',
          scopes: [scope],
        })),
      ];
    }),
  ),
];

/** Said a second time, in other words than the guard's. */
function expected(key: string, asker: Asker): number {
  const { needs, audit } = ROUTE_ACCESS[key] ?? { needs: 'anyone', audit: null };
  const without = asker.way === 'session without its header' && audit !== null ? 403 : 204;
  if (needs === 'anyone') return without;
  if (asker.way === 'nobody') return 401;
  if (needs === 'caller') return without;
  const rule = PERMISSIONS[needs];
  const has = asker.role !== null && ROLES.indexOf(asker.role) >= ROLES.indexOf(rule.role);
  const reaches = asker.team === null || rule.reach !== 'server';
  const within = asker.scopes === null || asker.scopes.includes(rule.scope);
  return has && reaches && within ? without : 403;
}

const routes = Object.keys(ROUTE_ACCESS).map((key) => {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, path, address: path.replaceAll(/\{[^}]+\}/g, 'x') };
});

/** The server registers these itself. */
const OF_THE_SERVER = /^\/(?:healthz|readyz|openapi\.json|docs|docs\.css)$/;

/** Routes of these names that do nothing: what is asked is what stands before them. */
const nothingBehind: Area = ({ route }) => {
  for (const { method, path } of routes) {
    if (OF_THE_SERVER.test(path)) continue;
    route(
      createRoute({ method: method.toLowerCase() as 'get', path, responses: answersNothing('Nothing.') }),
      (context) => context.body(null, 204),
    );
  }
};

const many = { perSecond: 1e9, burst: 1e9 };

const appWith = (areas: readonly Area[], caller: () => Caller | null) =>
  createApp({
    version: '0',
    place: { publicUrl: null, hosts: null, behindProxy: false },
    clock: { now: () => new Date() },
    log: pino({ level: 'silent' }),
    callers: {
      again: (asked) => Promise.resolve(asked),
      ofToken: () => Promise.resolve(caller()),
      ofSession: () => {
        const found = caller();
        return Promise.resolve(found === null ? null : { caller: found, csrf: 'the header', renewed: null });
      },
    },
    answered: {
      claim: () => Promise.resolve({ state: 'first' }),
      keep: () => Promise.resolve(),
      release: () => Promise.resolve(),
    },
    audit: { append: () => Promise.resolve() },
    checks: [],
    rates: { known: many, unknown: many },
    page: null,
    areas,
  });

const callerFrom = ({ way, role, team, scopes }: Asker): Caller | null =>
  way === 'nobody'
    ? null
    : {
        person: 'p',
        name: 'Ana',
        email: 'ana@example.com',
        grants: role === null ? [] : [{ team, role }],
        way: way === 'token' ? 'token' : 'session',
        credential: 'c',
        scopes,
      };

const HEADERS: Readonly<Record<Asker['way'], Readonly<Record<string, string>>>> = {
  nobody: {},
  token: { authorization: 'Bearer kdg_x' },
  session: { cookie: 'kedge-=x', 'x-kedge-csrf': 'the header' },
  'session without its header': { cookie: 'kedge-=x' },
};

describe('every route and everybody who might ask for it', () => {
  let asker: Asker | undefined;
  const app = appWith([nothingBehind], () => (asker === undefined ? null : callerFrom(asker)));

  it.each(routes.filter(({ path }) => !OF_THE_SERVER.test(path)))(
    '$key',
    async ({ key, method, address }) => {
      for (asker of askers) {
        const headers = HEADERS[asker.way];
        const { status } = await app.request(`http://localhost${address}`, { method, headers });
        expect({ asker: asker.name, status }).toStrictEqual({
          asker: asker.name,
          status: expected(key, asker),
        });
      }
    },
  );
});

describe('the table of routes', () => {
  it('leaves no permission without a route, and asks for none that does not exist', () => {
    const asked = new Set(Object.values(ROUTE_ACCESS).map(({ needs }) => needs));
    const unused = ALL_PERMISSIONS.filter((permission) => !asked.has(permission));
    expect(unused).toStrictEqual([]);
  });

  it('writes something down about every write, and nothing about a read', () => {
    for (const { key, method } of routes) {
      expect({ key, audited: ROUTE_ACCESS[key]?.audit !== null }).toStrictEqual({
        key,
        audited: method !== 'GET',
      });
    }
  });

  it('refuses a route that it does not hold', () => {
    const stray: Area = ({ route }) => {
      const nowhere = createRoute({
        method: 'get',
        path: '/api/v1/stray',
        responses: answersNothing('Nothing.'),
      });
      route(nowhere, (context) => context.body(null, 204));
    };
    expect(() => appWith([stray], () => null)).toThrow('GET /api/v1/stray has no entry');
  });
});
