import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { Delivered } from '#ports/channel.ts';

/** What a person can do about what Slack answers. */
const NEXT: Readonly<Record<string, string>> = {
  invalid_auth: 'the token is not valid. Put a valid one where the channel looks for it',
  not_authed: 'no token was given. Put one where the channel looks for it',
  account_inactive: 'the app was removed from the workspace. Install it again and put the new token in place',
  token_revoked: 'the token was revoked. Put a valid one where the channel looks for it',
  token_expired: 'the token has expired. Put a valid one where the channel looks for it',
  channel_not_found: 'the channel was not found. Check its id, and invite the app if it is private',
  not_in_channel: 'the app is not in the channel. Invite it there',
  is_archived: 'the channel is archived. Name another',
  missing_scope: 'the app lacks a permission. Give it chat:write and install it again',
  message_not_found: 'the message was deleted in Slack',
  cant_update_message: 'the message belongs to another app',
  edit_window_closed: 'the workspace lets nobody edit a message that old',
  thread_not_found: 'the message was deleted in Slack',
};

/** Slack's own troubles. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'access_denied_temporarily',
]);

/** What became of a call by the error it ended with. No text of the answer is passed on but its code. */
export function slackOutcome(error: unknown): Delivered {
  if (error instanceof WebAPIRateLimitedError) {
    return later('Slack asks to wait', error.retryAfter * 1000, false);
  }
  if (error instanceof WebAPIPlatformError) {
    const code = /^[a-z_]{1,60}$/.test(error.data.error) ? error.data.error : 'an unknown error';
    if (PASSING.has(code)) return later(`Slack answered ${code}`, null, code !== 'ratelimited');
    const next = NEXT[code];
    return { kind: 'refused', why: `Slack answered ${code}${next === undefined ? '' : `: ${next}`}` };
  }
  if (error instanceof WebAPIHTTPError) {
    return later(`Slack answered with status ${error.statusCode}`, null, true);
  }
  if (error instanceof WebAPIRequestError) return later('Slack could not be reached', null, true);
  throw error;
}

const later = (why: string, afterMs: number | null, maybeArrived: boolean): Delivered => ({
  kind: 'later',
  afterMs,
  why,
  maybeArrived,
});
