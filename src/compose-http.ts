import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { composeAccess, type ComposedAccess } from '#compose-access';
import { composeProvider } from '#compose-identity';
import { createApp } from '#http/app.ts';
import type { Area } from '#http/api.ts';
import type { HttpPlace } from '#http/dependencies.ts';
import { DEFAULT_RATES } from '#http/rate-limit.ts';
import { accessArea } from '#http/routes/access/access-area.ts';
import { changeAreas } from '#http/routes/changes/change-areas.ts';
import { hooksArea } from '#http/routes/hooks/hooks-area.ts';
import { sourcesArea } from '#http/routes/sources/sources-area.ts';
import { secretSource } from '#platform/secret-source.ts';
import { databaseCheck } from '#store/database-check.ts';
import { hookDeliveries } from '#store/hook-delivery-store.ts';
import { makeSignInLink } from '#workflows/access/sign-in-link.ts';
import { workerCheck } from '#workflows/fleet/worker-check.ts';
import { composeData } from './compose-data.ts';
import type { ServerParts } from './compose-server.ts';

export interface HttpRequest {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly version: string;
  readonly demo: boolean;
  /** The folder of the built page, absolute; null: none is served. Asked when nothing stands against serving it. */
  readonly page: () => Promise<string | null>;
}

export interface RunningHttp {
  /** `http://127.0.0.1:4747`. */
  readonly url: string;
  /** A link that signs in whoever opens it first, as admin. */
  signInLink(who: { readonly name: string; readonly email: string }): Promise<string>;
  /** Answers what was asked, and closes. */
  stop(): Promise<void>;
}

const TIDY_MS = 60 * 60 * 1000;
/** How long what is being answered has when the server ends; streams never end by themselves. */
const LAST_ANSWERS_MS = 2_000;

/** Gives the server its socket. `refused` is a sentence for a person. */
export async function startHttp(
  parts: ServerParts,
  request: HttpRequest,
): Promise<{ readonly http: RunningHttp } | { readonly refused: string }> {
  const { database, clock, world } = parts;
  const access = await composeAccess(database, clock);
  const composed = await composeProvider(world.env);
  if ('refused' in composed) return composed;
  const { provider } = composed;
  const refused = provider === null ? await refusalOf(request, access) : null;
  if (refused !== null) return { refused };
  const page = await request.page();
  const waiting = createAdaptorServer({ fetch: (asked: Request, env: object) => app.fetch(asked, env) });
  const listening = await listen(waiting, request);
  if ('refused' in listening) return listening;
  const { port } = waiting.address() as AddressInfo;
  const place = placeOf(request, port, world.env);
  const server = { version: request.version, demo: request.demo };
  const app = createApp({
    version: request.version,
    place,
    clock,
    log: world.log,
    callers: access.callers,
    answered: access.answered,
    audit: access.audit,
    checks: [databaseCheck(database), workerCheck(parts.fleet, clock)],
    rates: DEFAULT_RATES,
    page,
    areas: [
      accessArea({ access: access.dependencies, place, log: world.log, server, provider }),
      ...composeData(parts, access.callers),
      ...areasOf(parts, access),
    ],
  });
  const tidying = setInterval(() => {
    access.tidy().catch((error: unknown) => world.log.warn({ err: error }, 'sessions were not tidied'));
  }, TIDY_MS);
  const here = `http://${nameOf(request.host)}:${port}`;
  const url = place.publicUrl ?? here;
  return {
    http: {
      url,
      // Not by the public name: the link works on this machine alone.
      signInLink: async (who) => `${here}/sign-in/once/${await makeSignInLink(who, access.dependencies)}`,
      stop: async () => {
        clearInterval(tidying);
        const closed = new Promise<void>((resolve) => {
          waiting.close(() => resolve());
        });
        const cut = setTimeout(() => {
          if ('closeAllConnections' in waiting) waiting.closeAllConnections();
        }, LAST_ANSWERS_MS);
        if ('closeIdleConnections' in waiting) waiting.closeIdleConnections();
        await closed.finally(() => clearTimeout(cut));
      },
    },
  };
}

/** What the server answers besides access. */
const areasOf = (
  { fleet, queue, checkouts, database, clock, world, notices, words, changes }: ServerParts,
  { audit }: ComposedAccess,
): readonly Area[] => [
  notices.area,
  words.area,
  ...changeAreas({
    fleet,
    queue,
    reads: changes.reads,
    declarations: changes.declarations,
    words: changes.words,
    time: changes.time,
  }),
  sourcesArea({ fleet, queue, checkouts }),
  hooksArea({
    fleet,
    queue,
    deliveries: hookDeliveries(database),
    secrets: secretSource(world.env),
    audit,
    clock,
  }),
];

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

const nameOf = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Beyond this machine a link that was printed is no way to tell people apart. */
async function refusalOf({ host }: HttpRequest, { dependencies }: ComposedAccess): Promise<string | null> {
  if (LOOPBACK.has(host)) return null;
  const known = (await dependencies.access.people()).some(({ active, hasPassword }) => active && hasPassword);
  if (known) return null;
  return `Cannot listen on ${host}: others could reach the server, and nobody has an account yet. Start it on 127.0.0.1 first, sign in by its link, and add people with passwords under Settings; or name an identity provider in KEDGE_OIDC_FILE.`;
}

function placeOf(
  { host }: HttpRequest,
  port: number,
  env: Readonly<Record<string, string | undefined>>,
): HttpPlace {
  const publicUrl = env['KEDGE_PUBLIC_URL'] || null;
  const names = LOOPBACK.has(host)
    ? ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
    : null;
  return {
    publicUrl,
    hosts: names,
    behindProxy: (env['KEDGE_BEHIND_PROXY'] ?? '') === '1',
  };
}

async function listen(
  server: ReturnType<typeof createAdaptorServer>,
  { host, port }: HttpRequest,
): Promise<{ readonly refused: string } | { readonly ok: true }> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return { ok: true };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      return {
        refused: `Cannot listen on ${host}:${port}: another process does. Give another one with --port, or 0 for any.`,
      };
    }
    return { refused: `Cannot listen on ${host}:${port}: ${message}.` };
  }
}
