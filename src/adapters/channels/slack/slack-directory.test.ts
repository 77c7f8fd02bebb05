import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN, slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { slackDirectory } from './slack-directory.ts';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const SETTINGS = {
  kind: 'slack',
  token: { env: 'KEDGE_SECRET_SLACK' },
  signing_secret: null,
  conversation: STAND_IN_CHANNEL,
} as const;

const ask = (user: string, over: Partial<Parameters<typeof slackDirectory>[0]> = {}) =>
  slackDirectory({
    secrets: () => Promise.resolve({ secret: STAND_IN_TOKEN }),
    apiUrl: slack.apiUrl,
    ...over,
  }).member(SETTINGS, user);

describe('who somebody in Slack is', () => {
  it('is told of a member of the workspace by the address of the profile', async () => {
    slack.member('U1', { email: 'bo@example.com' });
    expect(await ask('U1')).toStrictEqual({ kind: 'member', email: 'bo@example.com' });
  });

  it.each([
    ['somebody of another workspace', { team: 'T0ELSEWHERE' }],
    ['a guest', { isRestricted: true }],
    ['a program', { isBot: true }],
    ['somebody who left', { deleted: true }],
  ])('is not told of %s, whatever address they have', async (_of, over) => {
    slack.member('U1', { email: 'bo@example.com', ...over });
    expect(await ask('U1')).toStrictEqual({ kind: 'stranger' });
  });

  it('is not told of somebody without an address, or whom Slack does not know', async () => {
    slack.member('U1', {});
    expect(await ask('U1')).toStrictEqual({ kind: 'stranger' });
    expect(await ask('U9')).toStrictEqual({ kind: 'stranger' });
  });

  it('is asked again when Slack did not answer, or does not let the app look, and never says the token', async () => {
    slack.member('U1', { email: 'bo@example.com' });
    slack.answer({ status: 429, headers: { 'retry-after': '7' } });
    expect(await ask('U1')).toMatchObject({ kind: 'later', afterMs: 7_000 });
    slack.answer({ status: 503 });
    expect(await ask('U1')).toMatchObject({ kind: 'later' });
    expect(await ask('U1', { secrets: () => Promise.resolve({ secret: 'xoxb-wrong' }) })).toMatchObject({
      kind: 'later',
      why: expect.stringContaining('invalid_auth') as string,
    });
    expect(await ask('U1', { secrets: () => Promise.resolve({ problem: 'It is not set.' }) })).toStrictEqual({
      kind: 'later',
      why: 'It is not set.',
      afterMs: null,
    });
  });
});
