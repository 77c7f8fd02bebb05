import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GitSource } from '../source.ts';
import { Push, refusePush } from './push.ts';
import { deliveryMarks, hookEvent, hookSignature, isPush } from './signature.ts';

const SECRET = 'it is a secret: ä';
const BODY = Buffer.from('{"ref":"refs/heads/main"}');
const HMAC = createHmac('sha256', SECRET).update(BODY).digest('hex');
const headers =
  (given: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    given[name];

describe('the signature of a webhook', () => {
  it.each([
    [{ 'x-hub-signature-256': `sha256=${HMAC}` }, 'good'],
    [{ 'x-gitea-signature': HMAC }, 'good'],
    [{ 'x-forgejo-signature': HMAC }, 'good'],
    [{ 'x-gogs-signature': HMAC }, 'good'],
    [{ 'x-gitlab-token': SECRET }, 'good'],
    [{ 'x-hub-signature-256': HMAC }, 'wrong'],
    [{ 'x-hub-signature-256': `sha256=${HMAC.slice(1)}0` }, 'wrong'],
    [{ 'x-hub-signature-256': '' }, 'wrong'],
    [{ 'x-gitlab-token': HMAC }, 'wrong'],
    [{ 'x-gitlab-token': `${SECRET} ` }, 'wrong'],
    [{ 'x-hub-signature-256': 'sha256=', 'x-gitlab-token': SECRET }, 'wrong'],
    [{ 'x-hub-signature': 'sha1=00' }, 'none'],
    [{}, 'none'],
  ] as const)('of %j is %s', (given, verdict) => {
    expect(hookSignature(SECRET, headers(given), BODY)).toBe(verdict);
  });

  it('is over the very bytes', () => {
    const given = headers({ 'x-hub-signature-256': `sha256=${HMAC}` });
    expect(hookSignature(SECRET, given, Buffer.from('{"ref": "refs/heads/main"}'))).toBe('wrong');
    expect(hookSignature('other', given, BODY)).toBe('wrong');
  });
});

it('a delivery is known by its id and by its bytes', () => {
  const [id, body] = deliveryMarks(headers({ 'x-github-delivery': 'a' }), BODY);
  expect(id).toBe('id a');
  expect(deliveryMarks(headers({ 'idempotency-key': 'b', 'x-gitlab-event-uuid': 'c' }), BODY)).toEqual([
    'id b',
    body,
  ]);
  expect(deliveryMarks(headers({}), BODY)).toEqual([body]);
  expect(deliveryMarks(headers({}), Buffer.from(''))).not.toEqual([body]);
});

it.each([
  [{ 'x-github-event': 'push' }, true],
  [{ 'x-gitlab-event': 'Push Hook' }, true],
  [{ 'x-gitea-event': 'push', 'x-github-event': 'push' }, true],
  [{ 'x-github-event': 'pull_request' }, false],
  [{ 'x-gitlab-event': 'Merge Request Hook' }, false],
  [{ 'x-gitlab-event': 'Tag Push Hook' }, false],
  [{ 'x-github-event': 'ping' }, false],
])('%j is a push: %s', (given, push) => {
  expect(isPush(hookEvent(headers(given)) ?? '')).toBe(push);
});

describe('a push', () => {
  const source: GitSource = {
    kind: 'git',
    name: 'shop',
    url: 'git@git.internal:Shop/Infra.git',
    branch: 'release/1',
    subfolder: '',
    team: null,
    credential: null,
    push: false,
    hookSecret: null,
  };
  const push = (change: object): Push =>
    Push.parse({
      ref: 'refs/heads/release/1',
      after: 'a'.repeat(40),
      repository: { clone_url: 'https://git.example.com/shop/infra.git' },
      ...change,
    });

  it.each([
    [{}, null],
    [{ repository: { ssh_url: 'ssh://git@h:22/shop/infra.git' } }, null],
    [{ repository: undefined, project: { web_url: 'https://gitlab.example.com/shop/infra' } }, null],
    [{ ref: 'refs/heads/main' }, 'other_branch'],
    [{ ref: 'refs/tags/release/1' }, 'other_branch'],
    [{ ref: 'release/1' }, 'other_branch'],
    [{ ref: 'refs/pull/7/head' }, 'other_branch'],
    [{ repository: { clone_url: 'https://git.example.com/mallory/infra.git' } }, 'other_repository'],
    [{ repository: { clone_url: 'https://git.example.com/xshop/infra.git' } }, 'other_repository'],
    [{ repository: undefined }, 'other_repository'],
    [{ repository: { clone_url: '' } }, 'other_repository'],
    [{ repository: { clone_url: 'https://git.example.com' } }, 'other_repository'],
    [{ deleted: true }, 'deleted'],
    [{ after: '0'.repeat(40) }, 'deleted'],
  ])('with %j is refused as %s', (change, refusal) => {
    expect(refusePush(source, push(change))).toBe(refusal);
  });
});
