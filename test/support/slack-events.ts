import { createHmac } from 'node:crypto';
import { STAND_IN_CHANNEL } from './slack-stand-in.ts';

export const SIGNING_SECRET = 'signing-secret-of-the-stand-in';

/** A request as Slack's Events API makes it. */
export interface SlackSent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

let events = 0;

/** What Slack sends when somebody writes something. `event` is its id. */
export const slackMessage = (
  message: {
    readonly user: string;
    readonly text: string;
    readonly thread?: string | null;
    readonly ts: string;
  } & Readonly<Record<string, unknown>>,
  event = `Ev${(events += 1)}`,
): object => {
  const { thread = null, ...said } = message;
  return {
    type: 'event_callback',
    team_id: 'T0STANDIN',
    api_app_id: 'A1',
    event_id: event,
    event: {
      type: 'message',
      channel: STAND_IN_CHANNEL,
      channel_type: 'channel',
      ...said,
      ...(thread === null ? {} : { thread_ts: thread }),
    },
  };
};

export function signedBySlackStandIn(said: object, at: Date, secret = SIGNING_SECRET): SlackSent {
  const body = JSON.stringify(said);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  };
}
