import { redactText } from '#domain/secret/redact-text.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { Delivered } from '#ports/channel.ts';

interface MailError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

const LONGEST_ANSWER = 160;

/** After DATA the server may have taken it before the line broke. */
const SENDING = /^(?:DATA|API|CONN)?$/;

/** What became of a mail by the error it ended with: 4xx passes, 5xx does not (RFC 5321, 4.2.1). */
export function smtpOutcome(error: unknown): Delivered {
  if (!(error instanceof Error)) throw error;
  const { code = 'unknown', responseCode, response, command = '' } = error as MailError & Error;
  if (code === 'ETLS') {
    const why = 'the line to the mail server could not be encrypted, and nothing is sent without';
    return { kind: 'later', afterMs: null, why, maybeArrived: false };
  }
  if (responseCode !== undefined && responseCode >= 500) {
    return { kind: 'refused', why: `the mail server answered ${answerText(responseCode, response)}` };
  }
  if (responseCode !== undefined && responseCode >= 400) {
    const why = `the mail server answered ${answerText(responseCode, response)}`;
    return { kind: 'later', afterMs: null, why, maybeArrived: false };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ENOAUTH') {
    return { kind: 'refused', why: `the mail cannot be sent (${code})` };
  }
  if (!/^E[A-Z0-9]+$/.test(code)) throw error;
  const why = `the mail server could not be reached (${code})`;
  return { kind: 'later', afterMs: null, why, maybeArrived: SENDING.test(command) && command !== 'CONN' };
}

/** Servers quote what they were told, so the text is looked at like any other. */
const answerText = (code: number, response = ''): string =>
  `${code}: ${shorten(redactText(visible(response.replace(/^\d{3}[ -]/, ''))), LONGEST_ANSWER)}`;
