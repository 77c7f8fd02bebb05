import { createRoute, z } from '@hono/zod-openapi';
import type { Clock } from '#ports/clock.ts';
import type { ListedDelivery, Outbox } from '#ports/outbox.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { problem } from '../../problem.ts';
import { DeliveryItem, DeliveryList, DeliveryQuery } from '../../schema/channels.ts';

export interface DeliveriesDependencies {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Something waits to be sent. */
  readonly queued: () => void;
}

const tags = ['channels'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/deliveries',
  tags,
  summary: 'Messages on their way, delivered and given up',
  request: { query: DeliveryQuery },
  responses: answers(200, 'The newest first.', DeliveryList),
});

const retry = createRoute({
  method: 'post',
  path: '/api/v1/deliveries/{id}/retry',
  tags,
  summary: 'Send once more what was given up',
  request: { params: z.object({ id: z.string().min(1).max(60) }) },
  responses: answers(202, 'It waits to be sent.', DeliveryItem),
});

const NONE = 'There is no such delivery.';

export const deliveriesArea =
  ({ outbox, clock, queued }: DeliveriesDependencies): Area =>
  ({ route }) => {
    route(list, async (context) => {
      const { state, channel, limit, cursor } = context.req.valid('query');
      const page = await outbox.deliveries({
        state: state ?? null,
        channel: channel ?? null,
        limit,
        after: cursor ?? null,
      });
      const { next, total } = page;
      return context.json(
        { items: page.deliveries.map(shown), next, total, total_is: 'exact' as const },
        200,
      );
    });

    route(retry, async (context) => {
      const { id } = context.req.valid('param');
      if ((await outbox.findDelivery(id)) === null) return problem(context, 'not-found', NONE);
      const refused = await outbox.retry(id, clock.now().toISOString());
      if (refused !== null) return problem(context, 'refused', refused.refused);
      queued();
      const delivery = await outbox.findDelivery(id);
      if (delivery === null) return problem(context, 'not-found', NONE);
      return context.json(shown(delivery), 202);
    });
  };

const shown = (delivery: ListedDelivery): DeliveryItem => ({
  id: delivery.id,
  notice: delivery.notice,
  channel: delivery.channel,
  source: delivery.source,
  kind: delivery.kind,
  state: delivery.state,
  message: delivery.message,
  attempts: delivery.attempts,
  due_at: delivery.state === 'waiting' ? delivery.dueAt : null,
  created_at: delivery.createdAt,
  ended_at: delivery.endedAt,
  problem: delivery.problem,
});
