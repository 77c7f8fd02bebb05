import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { signatureHeaders } from '#adapters/channels/webhook/signature.ts';

interface Sample {
  readonly isFromKedge: (
    headers: Readonly<Record<string, string>>,
    body: string,
    secret: string,
    now: number,
  ) => boolean;
}

it('the sample in docs/notices.md takes what Kedge signs, and nothing else', async () => {
  const page = await readFile(new URL('../../docs/notices.md', import.meta.url), 'utf8');
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'kedge-sample-'));
  await writeFile(join(folder, 'sample.mjs'), code);
  const { isFromKedge } = (await import(pathToFileURL(join(folder, 'sample.mjs')).href)) as Sample;
  const at = new Date('2026-03-01T12:00:00Z');
  const now = at.getTime();
  const headers = signatureHeaders('a-secret-of-the-receiver', 'd1', at, '{"id":"d1"}');
  expect(isFromKedge(headers, '{"id":"d1"}', 'a-secret-of-the-receiver', now)).toBe(true);
  expect(isFromKedge(headers, '{"id":"d2"}', 'a-secret-of-the-receiver', now)).toBe(false);
  expect(isFromKedge(headers, '{"id":"d1"}', 'another-secret-of-mine', now)).toBe(false);
  expect(
    isFromKedge({ ...headers, 'webhook-id': 'd2' }, '{"id":"d1"}', 'a-secret-of-the-receiver', now),
  ).toBe(false);
  expect(isFromKedge(headers, '{"id":"d1"}', 'a-secret-of-the-receiver', now + 600_000)).toBe(false);
  await rm(folder, { recursive: true });
});

it('a secret behind whsec_ is base64, as Standard Webhooks has it', () => {
  const headers = signatureHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );
  // The example of its specification.
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
