import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { message } from '#domain/notice/message-for-test.ts';
import { ChannelSettings, type SettingsOf } from '#domain/notice/channel-settings.ts';
import type { Channel } from '#ports/channel.ts';
import { LOCALHOST_CERTIFICATE } from '#test/localhost-certificate.ts';
import { smtpChannel } from './smtp-channel.ts';

const PASSWORD = 'a-password-of-the-relay';

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: unknown;
  readonly text: string;
}

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());

async function mailServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...LOCALHOST_CERTIFICATE,
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === PASSWORD ? done(null, { user: username }) : done(refusal(535, 'Invalid login')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user,
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  stop = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    await promise;
  };
  return { port: (listening.address() as AddressInfo).port, mails };
}

const refusal = (responseCode: number, text: string): Error =>
  Object.assign(new Error(text), { responseCode });

function open(
  port: number,
  over: Partial<SettingsOf<'smtp'>> = {},
  password: string | null = PASSWORD,
): Channel {
  return smtpChannel({
    settings: {
      kind: 'smtp',
      host: 'localhost',
      port,
      security: 'starttls',
      user: password === null ? null : 'kedge',
      password: password === null ? null : { env: 'KEDGE_SECRET_SMTP' },
      from: 'kedge@example.com',
      to: ['team@example.com'],
      ...over,
    },
    password,
    tls: { ca: LOCALHOST_CERTIFICATE.cert },
    timeoutMs: 10_000,
  });
}

const mark = (id: string) => ({ id, notice: 'n1', kind: 'post', about: null, maybeSentSince: null }) as const;

describe('e-mail', () => {
  it('signs in over an encrypted line, and what follows stands in the same thread', async () => {
    const { port, mails } = await mailServer();
    const channel = open(port);
    const first = await channel.send(message(), mark('d1'));
    expect(first).toStrictEqual({ kind: 'delivered', reference: '<d1@example.com>', note: null });
    await channel.close('<d1@example.com>', message({ status: 'closed' }), mark('d2'));
    expect(mails).toMatchObject([
      { from: 'kedge@example.com', to: ['team@example.com'], secure: true, user: 'kedge' },
      { secure: true },
    ]);
    expect(mails[0]?.text).toMatch(/^Subject: \[kedge\] HIGH: aws_security_group.web/m);
    expect(mails[0]?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mails[1]?.text).toMatch(/^In-Reply-To: <d1@example.com>\r$/m);
    expect(mails[1]?.text).toMatch(/^Message-ID: <d2@example.com>\r$/m);
  });

  it('says nothing to a server that cannot encrypt', async () => {
    const { port, mails } = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    expect(await open(port).send(message(), mark('d1'))).toMatchObject({
      kind: 'later',
      maybeArrived: false,
    });
    expect(mails).toEqual([]);
  });

  it('does not trust a certificate that nobody vouches for', async () => {
    const { port, mails } = await mailServer();
    const channel = smtpChannel({
      settings: {
        kind: 'smtp',
        host: 'localhost',
        port,
        security: 'starttls',
        user: 'kedge',
        password: { env: 'KEDGE_SECRET_SMTP' },
        from: 'kedge@example.com',
        to: ['team@example.com'],
      },
      password: PASSWORD,
    });
    expect(await channel.send(message(), mark('d1'))).toMatchObject({ kind: 'later' });
    expect(mails).toEqual([]);
  });

  it('gives up where the password is wrong or nobody is known, and tries again where the server is busy', async () => {
    const { port } = await mailServer({
      onRcptTo: ({ address }, _session, done) => {
        if (address === 'gone@example.com') done(refusal(550, 'No such user'));
        else if (address === 'busy@example.com') done(refusal(451, 'Try again later'));
        else done();
      },
    });
    expect(await open(port, {}, 'wrong').send(message(), mark('d1'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('535') as string,
    });
    expect(await open(port, { to: ['gone@example.com'] }).send(message(), mark('d2'))).toMatchObject({
      kind: 'refused',
    });
    expect(await open(port, { to: ['busy@example.com'] }).send(message(), mark('d3'))).toMatchObject({
      kind: 'later',
    });
    const partly = await open(port, { to: ['team@example.com', 'gone@example.com'] }).send(
      message(),
      mark('d4'),
    );
    expect(partly).toMatchObject({ kind: 'delivered', note: 'not taken for gone@example.com' });
    const nobody = await open(1).send(message(), mark('d5'));
    expect(nobody).toMatchObject({ kind: 'later', maybeArrived: false });
  });

  it('forges no header, whatever a title says', async () => {
    const { port, mails } = await mailServer();
    const title = 'x\r\nBcc: evil@example.com\r\n\r\n<b>hello</b>';
    await open(port).send(message({ title }), mark('d1'));
    const [head = ''] = (mails[0]?.text ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    expect(mails[0]?.to).toEqual(['team@example.com']);
    for (const address of ['a@b.c\r\nBcc: e@f.g', 'A <a@b.c>', 'a@b.c,d@e.f', '"x"@b.c', 'a b@c.d']) {
      const settings = { kind: 'smtp', host: 'mail.example.com', from: address, to: ['team@example.com'] };
      expect(ChannelSettings.safeParse(settings).success, address).toBe(false);
    }
  });

  it('sends no password over a line that is not encrypted', () => {
    const settings = {
      kind: 'smtp',
      host: 'mail.example.com',
      security: 'none',
      user: 'kedge',
      password: { env: 'KEDGE_SECRET_SMTP' },
      from: 'kedge@example.com',
      to: ['team@example.com'],
    };
    expect(ChannelSettings.safeParse(settings).success).toBe(false);
    expect(ChannelSettings.safeParse({ ...settings, user: null, password: null }).success).toBe(true);
  });
});
