import type { SettingsOf } from '#domain/notice/channel-settings.ts';
import type { SecretReference } from '#domain/secret/secret-reference.ts';
import type { Channel } from '#ports/channel.ts';
import type { ChannelOpener } from '#ports/channel-opener.ts';
import type { ConversationBranches } from '#ports/conversation-branches.ts';
import type { SecretSource } from '#ports/secret-source.ts';
import { gitChannel } from './git/git-channel.ts';
import { slackChannel } from './slack/slack-channel.ts';
import { smtpChannel } from './smtp/smtp-channel.ts';
import { teamsChannel } from './teams/teams-channel.ts';
import { webhookChannel } from './webhook/webhook-channel.ts';

export interface ChannelWorld {
  readonly secrets: SecretSource;
  readonly now: () => Date;
  /** Another address of Slack's API, such as that of GovSlack; null: the usual one. */
  readonly slackApiUrl: string | null;
  /** Where conversations about changes are written; null: nowhere. */
  readonly conversations: ConversationBranches | null;
}

type Opened = { readonly channel: Channel } | { readonly problem: string };

export const channelOpener =
  (world: ChannelWorld): ChannelOpener =>
  (settings) => {
    switch (settings.kind) {
      case 'slack':
        return openSlack(settings, world);
      case 'teams':
        return withSecret(world, settings.url, (url) => teamsChannel({ url, now: world.now }));
      case 'webhook':
        return withSecret(world, settings.secret, (secret) =>
          webhookChannel({ settings, secret, now: world.now }),
        );
      case 'smtp':
        return openSmtp(settings, world);
      case 'git':
        return Promise.resolve(openGit(world));
    }
  };

const openSlack = ({ token, conversation }: SettingsOf<'slack'>, world: ChannelWorld): Promise<Opened> =>
  withSecret(world, token, (secret) => ({
    channel: slackChannel({ token: secret, conversation, apiUrl: world.slackApiUrl }),
  }));

async function openSmtp(settings: SettingsOf<'smtp'>, world: ChannelWorld): Promise<Opened> {
  if (settings.password === null) return { channel: smtpChannel({ settings, password: null }) };
  return withSecret(world, settings.password, (password) => ({
    channel: smtpChannel({ settings, password }),
  }));
}

const openGit = ({ conversations }: ChannelWorld): Opened =>
  conversations === null
    ? { problem: 'there are no branches to write into here.' }
    : { channel: gitChannel(conversations) };

async function withSecret(
  { secrets }: ChannelWorld,
  reference: SecretReference,
  open: (secret: string) => Opened,
): Promise<Opened> {
  const read = await secrets(reference);
  return 'problem' in read ? read : open(read.secret);
}
