import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sameText } from './same-text.ts';

/** The headers of a webhook, by their names in small letters. */
export type HookHeaders = (name: string) => string | undefined;

export type HookSignature = 'good' | 'none' | 'wrong';

/** GitHub and Bitbucket; Gitea and Forgejo send it, too. */
const PREFIXED = 'x-hub-signature-256';
const BARE = ['x-gitea-signature', 'x-forgejo-signature', 'x-gogs-signature'];
/** GitLab sends the secret itself. */
const TOKEN = 'x-gitlab-token';

/** Whether who sent it knows the secret: HMAC-SHA-256 over the very bytes of the body, or GitLab's token. */
export function hookSignature(secret: string, header: HookHeaders, body: Uint8Array): HookSignature {
  const key = utf8ToBytes(secret);
  const signed = (): string => bytesToHex(hmac(sha256, key, body));
  const prefixed = header(PREFIXED);
  if (prefixed !== undefined) return told(sameText(prefixed, `sha256=${signed()}`));
  const bare = BARE.map((name) => header(name)).find((value) => value !== undefined);
  if (bare !== undefined) return told(sameText(bare, signed()));
  const token = header(TOKEN);
  return token === undefined ? 'none' : told(sameText(token, secret));
}

const told = (same: boolean): HookSignature => (same ? 'good' : 'wrong');

const DELIVERIES = [
  'x-github-delivery',
  'x-forgejo-delivery',
  'x-gitea-delivery',
  'x-gogs-delivery',
  // GitLab's own id of an event is that of the first one in a row of events; this one is of the delivery.
  'idempotency-key',
  'x-gitlab-event-uuid',
];

/**
 * What tells one delivery from all others. The id alone would not do: it is not signed, so whoever recorded a delivery
 * could send it again under another one.
 */
export function deliveryMarks(header: HookHeaders, body: Uint8Array): readonly string[] {
  const id = DELIVERIES.map((name) => header(name)).find((value) => value !== undefined && value !== '');
  const digest = `body ${bytesToHex(sha256(body))}`;
  return id === undefined ? [digest] : [`id ${id.slice(0, 200)}`, digest];
}

const EVENTS = ['x-forgejo-event', 'x-gitea-event', 'x-gogs-event', 'x-github-event', 'x-gitlab-event'];

/** What happened, as the forge calls it; null: it does not say. */
export const hookEvent = (header: HookHeaders): string | null =>
  EVENTS.map((name) => header(name)).find((value) => value !== undefined) ?? null;

export const isPush = (event: string): boolean => event === 'push' || event === 'Push Hook';
