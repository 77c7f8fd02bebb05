import { problemOf, unreachable } from './problem.ts';

const BASE = '/api/v1';

/** Known after `me` was read; a write without it is refused by the server. */
let csrf = '';

export const rememberCsrf = (token: string | null): void => {
  csrf = token ?? '';
};

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  ).toString();
  return request<T>('GET', search === '' ? path : `${path}?${search}`, undefined, signal);
}

/** A write. Repeated by a person or the network it counts once: each call carries a key of its own. */
export const send = <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> =>
  request<T>(method, path, body);

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const write: Record<string, string> =
    method === 'GET' ? {} : { 'X-Kedge-CSRF': csrf, 'Idempotency-Key': freshKey() };
  const response = await fetch(BASE + path, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json, application/problem+json',
      ...write,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  });
  const answer = await readJson(response);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as T;
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  return response.json().catch(() => null);
}

/** crypto.randomUUID exists on https and loopback only, and a team may serve plain http inside its network. */
const freshKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A path of parts that may hold slashes, such as the id of a stack. */
export const pathOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');
