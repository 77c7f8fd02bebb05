import { createRoute } from '@hono/zod-openapi';
import type { JobEvent as WatchedEvent } from '#ports/work-queue.ts';
import type { Area } from '../../api.ts';
import { eventStream, lastEventId, type EventOut } from '../../event-stream.ts';
import { outcomeOf } from '../../present/job-item.ts';
import { JobEvent } from '../../schema/jobs.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { JobParams, missing, visibleJob } from './jobs-area.ts';

const events = createRoute({
  method: 'get',
  path: '/api/v1/jobs/{id}/events',
  tags: ['jobs'],
  summary: 'Lines, progress and states of a job as they come',
  description: 'Server-sent events. `Last-Event-ID` goes on behind the line of that number.',
  request: { params: JobParams },
  responses: {
    200: {
      description: 'Ends after the state in which nothing more comes.',
      content: { 'text/event-stream': { schema: JobEvent } },
    },
  },
});

export const jobEventsArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    route(events, async (context) => {
      const job = await visibleJob(context, deps);
      if (job === null) return missing(context);
      const after = lastEventId(context) ?? 0;
      return eventStream(context, deps.callers, (signal) => told(deps.queue.watch(job.id, after, signal)));
    });
  };

async function* told(watched: AsyncIterable<WatchedEvent>): AsyncGenerator<EventOut> {
  for await (const each of watched) yield eventOf(each);
}

function eventOf(each: WatchedEvent): EventOut {
  switch (each.kind) {
    case 'line': {
      const { number, at, text } = each.line;
      return {
        event: 'line',
        id: String(number),
        data: { kind: 'line', number, at, text } satisfies JobEvent,
      };
    }
    case 'progress': {
      const { phase, done, of } = each.progress;
      const data: JobEvent = { kind: 'progress', text: phase, done, of: of === 0 ? null : of };
      return { event: 'progress', data };
    }
    case 'state': {
      const data: JobEvent = { kind: 'state', state: each.job.state, outcome: outcomeOf(each.job) };
      return { event: 'state', data };
    }
  }
}
