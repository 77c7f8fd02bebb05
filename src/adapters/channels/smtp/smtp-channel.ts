import type { ConnectionOptions } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { SettingsOf } from '#domain/notice/channel-settings.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import { mailSubject, mailText } from './mail-text.ts';
import { smtpOutcome } from './smtp-outcome.ts';

export interface SmtpParts {
  readonly settings: SettingsOf<'smtp'>;
  readonly password: string | null;
  /** Authorities to trust beside those of the system. */
  readonly tls?: ConnectionOptions;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;

/**
 * E-mail. A mail cannot be written over: what follows is a mail in the same thread. Its Message-ID is made of the id of
 * the delivery, so that a mailbox can tell a second copy.
 */
export function smtpChannel(parts: SmtpParts): Channel {
  const send = (message: NoticeMessage, mark: DeliveryMark, above: string | null): Promise<Delivered> =>
    sendMail(parts, message, mark, above);
  return {
    edits: false,
    send: (message, mark) => send(message, mark, null),
    update: (reference, message, mark) => send(message, mark, reference),
    close: (reference, message, mark) => send(message, mark, reference),
    reply: (reference, message, mark) => send(message, mark, reference),
  };
}

async function sendMail(
  parts: SmtpParts,
  message: NoticeMessage,
  { id }: DeliveryMark,
  above: string | null,
): Promise<Delivered> {
  const { from, to } = parts.settings;
  const messageId = `<${id}@${from.slice(from.indexOf('@') + 1)}>`;
  const transport = transportOf(parts);
  try {
    const { rejected } = await transport.sendMail({
      from: { name: 'Kedge', address: from },
      to: [...to],
      subject: mailSubject(message),
      text: mailText(message),
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...(above === null ? {} : { inReplyTo: above, references: [above] }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const note = rejected.length === 0 ? null : `not taken for ${rejected.map(addressText).join(', ')}`;
    return { kind: 'delivered', reference: above ?? messageId, note };
  } catch (error) {
    return smtpOutcome(error);
  } finally {
    transport.close();
  }
}

function transportOf({ settings, password, tls, timeoutMs = TIMEOUT_MS }: SmtpParts) {
  const { host, port, security, user } = settings;
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
    ...(tls === undefined ? {} : { tls }),
  });
}

const addressText = (given: string | { readonly address: string }): string =>
  typeof given === 'string' ? given : given.address;
