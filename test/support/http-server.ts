import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { pino } from 'pino';
import { composeAccess, type ComposedAccess } from '#compose-access';
import type { Grant } from '#domain/fleet/role.ts';
import type { Scope } from '#domain/fleet/permission.ts';
import { createApp } from '#http/app.ts';
import type { Area } from '#http/api.ts';
import type { HttpDependencies } from '#http/dependencies.ts';
import { DEFAULT_RATES } from '#http/rate-limit.ts';
import { accessArea, type AccessAreaDependencies } from '#http/routes/access/access-area.ts';
import type { CallerFinder } from '#ports/caller-finder.ts';
import type { Clock } from '#ports/clock.ts';
import { databaseCheck } from '#store/database-check.ts';
import { addToken } from '#workflows/access/manage-tokens.ts';
import { addPerson } from '#workflows/access/manage-people.ts';
import type { TestDatabase } from './databases.ts';

/** The server over a database of a test, on a port of its own. */
export interface TestServer {
  readonly url: string;
  readonly access: ComposedAccess;
  readonly app: ReturnType<typeof createApp>;
  /** What it has logged, as text. */
  readonly logged: () => string;
  /** Asks, and never follows a redirect. `as` is the secret of a token. */
  ask(path: string, init?: AskInit): Promise<Response>;
  /** A person with these grants, and the secret of a token of theirs. */
  person(name: string, grants: readonly Grant[], more?: PersonMore): Promise<TestPerson>;
  close(): Promise<void>;
}

export type AskInit = Omit<RequestInit, 'body'> & {
  readonly as?: string;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};

interface PersonMore {
  readonly password?: string;
  readonly scopes?: readonly Scope[];
}

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

export interface TestServerSettings {
  readonly database: TestDatabase;
  readonly clock?: Clock;
  readonly areas?: readonly Area[] | ((callers: CallerFinder) => readonly Area[]);
  readonly provider?: AccessAreaDependencies['provider'];
  readonly more?: Partial<HttpDependencies>;
}

const ALL_SCOPES: readonly Scope[] = ['read', 'scan', 'decide', 'approve', 'fix', 'manage'];

export async function httpServerForTest({
  database,
  clock = { now: () => new Date() },
  areas = [],
  provider = null,
  more = {},
}: TestServerSettings): Promise<TestServer> {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  const access = await composeAccess(database.open, clock);
  const { dependencies, callers, answered, audit } = access;
  const place = { publicUrl: null, hosts: null, behindProxy: false, ...more.place };
  const server = { version: '0.0.0-test', demo: false };
  const app = createApp({
    version: server.version,
    clock,
    log,
    callers,
    answered,
    audit,
    checks: [databaseCheck(database.open)],
    rates: DEFAULT_RATES,
    page: null,
    ...more,
    place,
    areas: [
      accessArea({ access: dependencies, place, log, server, provider }),
      ...(typeof areas === 'function' ? areas(callers) : areas),
    ],
  });
  const listening = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return {
    url,
    access,
    app,
    logged: () => lines.join(''),
    ask: (path, { as, json, headers, ...init } = {}) =>
      fetch(`${url}${path}`, {
        redirect: 'manual',
        ...init,
        ...(json !== undefined && { body: JSON.stringify(json) }),
        headers: {
          ...(as !== undefined && { authorization: `Bearer ${as}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(headers as Record<string, string> | undefined),
        },
      }),
    person: async (name, grants, { password, scopes = ALL_SCOPES } = {}) => {
      const email = `${name.toLowerCase()}@example.com`;
      const added = await addPerson(
        { name, email, grants, password: password ?? null },
        'Test <t@example.com>',
        dependencies,
      );
      if (!('person' in added)) throw new Error(JSON.stringify(added));
      const { id } = added.person;
      const caller = {
        person: id,
        name,
        email,
        grants,
        way: 'session',
        credential: '',
        scopes: null,
      } as const;
      const { secret } = await addToken({ name: 'test', scopes, days: 1 }, caller, dependencies);
      return { id, email, token: secret };
    },
    close: () =>
      new Promise((resolve) => {
        listening.close(() => resolve());
        if ('closeAllConnections' in listening) listening.closeAllConnections();
      }),
  };
}
