import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EXIT } from '../exit-code.ts';
import { failureText } from './failure-text.ts';
import { ServerProblem } from './server-problem.ts';

/** A server, and who asks it. */
export interface ServerLink {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** What a command line needs to get there again: ` --server URL`, or nothing where KEDGE_SERVER is set. */
  readonly way: string;
  readonly signal: AbortSignal;
  /** A line for whoever waits. */
  readonly tell: (line: string) => void;
}

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From `/api/v1` on, with its query. */
  readonly path: string;
  readonly json?: unknown;
  /** Nobody has answered yet: a wrong address is said at once. */
  readonly first?: boolean;
}

/** Whatever came back, as JSON; `json` undefined: it was none. Redirects are answers: they are never followed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

const TIMEOUT_MS = 30_000;
const MOST_TRIES = 5;
const FIRST_WAIT_MS = 300;
/** Longer than this nobody waits without having asked for it. */
const LONGEST_WAIT_MS = 30_000;
const SAID_FROM_MS = 2_000;
/** What passes by itself: too much at once, a restart, a proxy before a server that starts. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type Tried =
  | { readonly answer: Answer }
  /** Nothing came back, or not all of it. */
  | { readonly failure: unknown };

/**
 * Asks once, and again where that may help. A write carries a key of its own through all tries: however often it
 * arrives, the server carries it out once.
 */
export async function askServer(link: ServerLink, ask: Ask): Promise<Answer> {
  const headers: Readonly<Record<string, string>> = {
    Authorization: `Bearer ${link.token}`,
    Accept: 'application/json, application/problem+json',
    ...(ask.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(ask.method === 'GET' ? {} : { 'Idempotency-Key': randomUUID() }),
  };
  for (let tries = 1; ; tries += 1) {
    const tried = await once(link, ask, headers);
    const waitMs = waitOf(tried, tries, ask);
    if (waitMs === null || tries === MOST_TRIES) {
      if ('answer' in tried) return tried.answer;
      throw new ServerProblem(unreachable(link, ask, tried.failure), EXIT.error, true);
    }
    if (waitMs >= SAID_FROM_MS)
      link.tell(`The server cannot answer now; asked again in ${Math.ceil(waitMs / 1000)} s.`);
    await sleep(waitMs, undefined, { signal: link.signal });
  }
}

async function once(
  link: ServerLink,
  { method, path, json }: Ask,
  headers: Readonly<Record<string, string>>,
): Promise<Tried> {
  try {
    const response = await fetch(`${link.url}${path}`, {
      method,
      headers: { ...headers },
      // Followed, it would carry the token to whoever the answer names.
      redirect: 'manual',
      signal: AbortSignal.any([link.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { answer: { status: response.status, headers: response.headers, json: parsed(text, link) } };
  } catch (failure) {
    if (link.signal.aborted) throw failure;
    return { failure };
  }
}

/** Whoever sends the token back must not make us print it. */
function parsed(text: string, { token }: ServerLink): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text.replaceAll(token, '(the token)'));
  } catch {
    return undefined;
  }
}

/** null: asking again would help nobody. */
function waitOf(tried: Tried, tries: number, { first = false }: Ask): number | null {
  const backOff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
  if ('failure' in tried) return first ? null : backOff;
  const { status, headers } = tried.answer;
  const said = secondsIn(headers.get('retry-after'));
  // Another try of ours with the same key is being carried out.
  const isBusy = status === 409 && said !== null;
  if (!PASSING.has(status) && !isBusy) return null;
  const waitMs = Math.max(said === null ? 0 : said * 1000, backOff);
  return waitMs > LONGEST_WAIT_MS ? null : waitMs;
}

const secondsIn = (text: string | null): number | null => {
  const seconds = z.coerce
    .number()
    .nonnegative()
    .safeParse(text ?? undefined);
  return seconds.success ? seconds.data : null;
};

function unreachable({ url }: ServerLink, { method, first = false }: Ask, failure: unknown): string {
  const why = failureText(failure);
  if (first) return `Cannot reach the server at ${url}: ${why}`;
  const acted =
    method === 'GET'
      ? ''
      : '\nWhether it carried the request out is not known: look at what it shows before you ask again.';
  return `The server at ${url} stopped answering: ${why}${acted}`;
}
