import { LogLevel, WebClient } from '@slack/web-api';

export interface SlackAccess {
  readonly token: string;
  /** Another than Slack's own, such as that of GovSlack. */
  readonly apiUrl: string | null;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The client tries once: to try again is for whoever calls. */
export const slackClient = ({ token, apiUrl, timeoutMs = TIMEOUT_MS }: SlackAccess): WebClient =>
  new WebClient(token, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: timeoutMs,
    logger: SILENT,
  });
