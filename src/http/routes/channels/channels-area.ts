import { createRoute, z } from '@hono/zod-openapi';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import { referenceText } from '#domain/secret/secret-reference.ts';
import type { DeliveryCounts } from '#ports/outbox.ts';
import {
  addChannel,
  changeChannel,
  testChannel,
  type ChannelDependencies,
  type ChannelKept,
  type ChannelSaid,
} from '#workflows/manage-channels.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import type { HttpContext } from '../../env.ts';
import { pageAfter } from '../../page-after.ts';
import { problem } from '../../problem.ts';
import { Channel, ChannelDraft, ChannelList, ChannelPatch, ChannelTest } from '../../schema/channels.ts';
import { PageQuery } from '../../schema/list.ts';
import { deliveriesArea, type DeliveriesDependencies } from './deliveries-area.ts';

const tags = ['channels'];
const params = z.object({ id: z.string().min(1).max(60) });

const list = createRoute({
  method: 'get',
  path: '/api/v1/channels',
  tags,
  summary: 'Where notices go',
  request: { query: PageQuery },
  responses: answers(200, 'In the order of their names.', ChannelList),
});

const add = createRoute({
  method: 'post',
  path: '/api/v1/channels',
  tags,
  summary: 'Set up a channel',
  request: { body: jsonBody(ChannelDraft) },
  responses: answers(201, 'The channel.', Channel),
});

const find = createRoute({
  method: 'get',
  path: '/api/v1/channels/{id}',
  tags,
  summary: 'One channel',
  request: { params },
  responses: answers(200, 'The channel.', Channel),
});

const change = createRoute({
  method: 'patch',
  path: '/api/v1/channels/{id}',
  tags,
  summary: 'Change a channel',
  request: { params, body: jsonBody(ChannelPatch) },
  responses: answers(200, 'The channel as it is now.', Channel),
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v1/channels/{id}',
  tags,
  summary: 'Remove a channel',
  description: 'What waits for it is given up, and stays in the list of deliveries.',
  request: { params },
  responses: answersNothing('It is gone.'),
});

const test = createRoute({
  method: 'post',
  path: '/api/v1/channels/{id}/test',
  tags,
  summary: 'Send a test message',
  request: { params },
  responses: answers(200, 'What became of it. It is not tried again.', ChannelTest),
});

export type ChannelsAreaDependencies = ChannelDependencies & DeliveriesDependencies;

const NONE = 'There is no such channel.';

/** Channels, and what is on its way to them. */
export const channelsArea =
  (deps: ChannelsAreaDependencies): Area =>
  (api) => {
    const { route } = api;
    const { outbox, clock } = deps;

    route(list, async (context) => {
      const [channels, counts] = await Promise.all([outbox.channels(), outbox.counts()]);
      const items = channels.map((channel) => shown(channel, counts));
      return context.json(
        pageAfter(items, context.req.valid('query'), ({ id }) => id),
        200,
      );
    });

    route(add, async (context) => {
      const { default: isDefault, digest, ...said } = context.req.valid('json');
      const kept = await addChannel({ ...said, digest: scheduleOf(digest), isDefault }, deps);
      if (!('channel' in kept)) return notKept(context, kept);
      context.set('audited', auditedChannel(kept.channel));
      return context.json(shown(kept.channel, new Map()), 201);
    });

    route(find, async (context) => {
      const channel = await outbox.findChannel(context.req.valid('param').id);
      if (channel === null) return problem(context, 'not-found', NONE);
      return context.json(shown(channel, await outbox.counts()), 200);
    });

    route(change, async (context) => {
      const said = saidIn(context.req.valid('json'));
      const kept = await changeChannel(context.req.valid('param').id, said, deps);
      if (kept === null) return problem(context, 'not-found', NONE);
      if (!('channel' in kept)) return notKept(context, kept);
      context.set('audited', auditedChannel(kept.channel));
      return context.json(shown(kept.channel, await outbox.counts()), 200);
    });

    route(remove, async (context) => {
      const { id } = context.req.valid('param');
      const channel = await outbox.findChannel(id);
      const removed = await outbox.removeChannel(id, clock.now().toISOString());
      if (channel === null || !removed) return problem(context, 'not-found', NONE);
      context.set('audited', auditedChannel(channel));
      return context.body(null, 204);
    });

    route(test, async (context) => {
      const channel = await outbox.findChannel(context.req.valid('param').id);
      if (channel === null) return problem(context, 'not-found', NONE);
      context.set('audited', auditedChannel(channel));
      const { problem: wrong } = await testChannel(channel, deps);
      return context.json({ delivered: wrong === null, problem: wrong }, 200);
    });

    deliveriesArea(deps)(api);
  };

/** By its name: an id says nothing to whoever reads the log when the channel is gone. */
const auditedChannel = ({ id, name, settings, isDefault }: NoticeChannel) => ({
  subject: name,
  details: { id, kind: settings.kind, to: placeOf(settings), default: isDefault },
});

/** Where its messages go, as far as that is no secret. */
function placeOf(settings: NoticeChannel['settings']): string {
  switch (settings.kind) {
    case 'slack':
      return settings.conversation;
    case 'teams':
      return referenceText(settings.url);
    case 'webhook':
      // Its path may be what lets somebody post.
      return new URL(settings.url).host;
    case 'smtp':
      return settings.to.join(', ');
    case 'git':
      return 'branches of the sources';
  }
}

/** By the field that has to be mended. */
function notKept(context: HttpContext, kept: Exclude<ChannelKept, { readonly channel: unknown }>) {
  if ('refused' in kept) {
    return problem(context, 'invalid-request', kept.refused, {
      errors: [{ in: 'json', at: 'digest.cron', problem: kept.refused }],
    });
  }
  const taken = `There is a channel of the name ${kept.taken} already. Give another name, or change that one.`;
  return problem(context, 'conflict', taken, { errors: [{ in: 'json', at: 'name', problem: taken }] });
}

const scheduleOf = ({ cron, time_zone: timeZone }: { cron: string; time_zone: string }) => ({
  cron,
  timeZone,
});

function saidIn({
  default: isDefault,
  digest,
  name,
  settings,
  immediate,
}: ChannelPatch): Partial<ChannelSaid> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(settings === undefined ? {} : { settings }),
    ...(immediate === undefined ? {} : { immediate }),
    ...(digest === undefined ? {} : { digest: scheduleOf(digest) }),
    ...(isDefault === undefined ? {} : { isDefault }),
  };
}

const NOTHING: DeliveryCounts = { waiting: 0, dead: 0, lastDeliveredAt: null };

function shown(channel: NoticeChannel, counts: ReadonlyMap<string, DeliveryCounts>): Channel {
  const { waiting, dead, lastDeliveredAt } = counts.get(channel.id) ?? NOTHING;
  return {
    id: channel.id,
    name: channel.name,
    settings: channel.settings,
    immediate: channel.immediate,
    digest: { cron: channel.digest.cron, time_zone: channel.digest.timeZone },
    default: channel.isDefault,
    created_at: channel.createdAt,
    updated_at: channel.updatedAt,
    deliveries: { waiting, dead, last_delivered_at: lastDeliveredAt },
  };
}
