import { z } from 'zod';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { ChannelSettings } from '#domain/notice/channel-settings.ts';
import { DELIVERY_KINDS, DELIVERY_STATES } from '#domain/notice/delivery.ts';
import { NoticeMessage } from '#domain/notice/notice-message.ts';
import { listOf, PageQuery } from './list.ts';

const Digest = z
  .strictObject({
    cron: z.string().min(1).max(100).describe('When what was not told at once is told in one message.'),
    time_zone: z.string().min(1).max(60).describe('An IANA name such as Europe/Berlin.'),
  })
  .meta({ id: 'DigestSchedule' });

/** What kedge.yaml and sources name it by. */
export const ChannelName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, {
  error: 'must be small letters, digits, `-`, `_` or `.`, without the `#`',
});

export const ChannelDraft = z
  .strictObject({
    name: ChannelName,
    settings: ChannelSettings,
    immediate: z
      .enum(SEVERITIES)
      .default('high')
      .describe('From this severity on a notice is told at once; what is milder waits for the digest.'),
    digest: Digest.default({ cron: '0 8 * * 1-5', time_zone: 'UTC' }),
    default: z.boolean().default(false).describe('For stacks whose kedge.yaml and source name no channel.'),
  })
  .meta({ id: 'ChannelDraft' });
export type ChannelDraft = z.infer<typeof ChannelDraft>;

/** What is left out stays. Settings are given whole. */
export const ChannelPatch = z
  .strictObject({
    name: ChannelName,
    settings: ChannelSettings,
    immediate: z.enum(SEVERITIES),
    digest: Digest,
    default: z.boolean(),
  })
  .partial()
  .meta({ id: 'ChannelPatch' });
export type ChannelPatch = z.infer<typeof ChannelPatch>;

export const Channel = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: ChannelSettings,
    immediate: z.enum(SEVERITIES),
    digest: Digest,
    default: z.boolean(),
    created_at: z.string(),
    updated_at: z.string(),
    deliveries: z
      .object({ waiting: z.int(), dead: z.int(), last_delivered_at: z.string().nullable() })
      .describe('What is on its way to it.'),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

export const ChannelList = listOf(Channel).meta({ id: 'ChannelList' });
export type ChannelList = z.infer<typeof ChannelList>;

/** What became of a test message; it is not tried again. */
export const ChannelTest = z
  .object({ delivered: z.boolean(), problem: z.string().nullable() })
  .meta({ id: 'ChannelTest' });
export type ChannelTest = z.infer<typeof ChannelTest>;

export const DeliveryItem = z
  .object({
    id: z.string(),
    notice: z.string(),
    channel: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe('null: no channel was found for its stack, or the channel is gone.'),
    source: z.string().nullable(),
    kind: z.enum(DELIVERY_KINDS),
    state: z.enum(DELIVERY_STATES),
    message: NoticeMessage,
    attempts: z.int(),
    due_at: z.string().nullable().describe('When it is tried next; null: it is not.'),
    created_at: z.string(),
    ended_at: z.string().nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });
export type DeliveryItem = z.infer<typeof DeliveryItem>;

export const DeliveryList = listOf(DeliveryItem).meta({ id: 'DeliveryList' });
export type DeliveryList = z.infer<typeof DeliveryList>;

export const DeliveryQuery = PageQuery.extend({
  state: z.enum(DELIVERY_STATES).optional(),
  channel: z.string().max(60).optional().describe('The id of a channel.'),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;
