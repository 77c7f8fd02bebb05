import type { z } from 'zod';
import { askServer, type Ask, type ServerLink } from './ask-server.ts';
import { Caller } from './caller.ts';
import { refusalOf } from './refusal-text.ts';
import { ServerProblem } from './server-problem.ts';

export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** A server that answered and knows who asks. Everything but the wanted answer is thrown as {@link ServerProblem}. */
export interface KedgeServer {
  readonly link: ServerLink;
  readonly caller: Caller;
  read<S extends z.ZodType>(path: string, answer: S, query?: Query): Promise<z.output<S>>;
  /** Carried out once, however often the network makes us send it. */
  write<S extends z.ZodType>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    answer: S,
    json?: unknown,
  ): Promise<z.output<S>>;
}

const BASE = '/api/v1';

export async function openServer(link: ServerLink, version: string): Promise<KedgeServer> {
  let caller: Caller | null = null;
  const ask = async <S extends z.ZodType>(asked: Ask, schema: S): Promise<z.output<S>> => {
    const answer = await askServer(link, asked);
    if (answer.status < 200 || answer.status > 299 || answer.json === undefined) {
      throw refusalOf(answer, { url: link.url, path: asked.path, caller });
    }
    const read = schema.safeParse(answer.json);
    if (read.success) return read.data;
    throw new ServerProblem(unreadable(link, asked, read.error, caller, version));
  };
  caller = await ask({ method: 'GET', path: `${BASE}/me`, first: true }, Caller);
  return {
    link,
    caller,
    read: (path, answer, query = {}) =>
      ask({ method: 'GET', path: `${BASE}${path}${queryText(query)}` }, answer),
    write: (method, path, answer, json) => ask({ method, path: `${BASE}${path}`, json }, answer),
  };
}

/** A path of parts that may hold slashes, such as the id of a stack. */
export const pathOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');

export function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const text = value === undefined || value === null ? '' : String(value);
    if (text !== '') search.set(name, text);
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function unreadable(
  { url }: ServerLink,
  { path }: Ask,
  error: z.ZodError,
  caller: Caller | null,
  version: string,
): string {
  if (caller === null) return `What answers at ${url} is not Kedge. Look at the address.`;
  const [issue] = error.issues;
  const what =
    issue === undefined ? 'something' : `${issue.path.join('.') || 'the answer'}: ${issue.message}`;
  return `The server at ${url} answered ${path} in a way that this Kedge cannot read (${what}). It is version ${caller.server.version}, and this is ${version}: use the same.`;
}
