import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute } from '@hono/zod-openapi';
import type { FleetChange, FleetChangeKind } from '#domain/fleet/fleet-change.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Area } from '../../api.ts';
import { eventStream, lastEventId, type EventOut } from '../../event-stream.ts';
import { FleetEvent } from '../../schema/events.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf, sees, type Reach } from '../reach.ts';

const events = createRoute({
  method: 'get',
  path: '/api/v1/events',
  tags: ['fleet'],
  summary: 'What changes, as it changes',
  description:
    'Server-sent events that name what to ask for again. `Last-Event-ID` goes on behind that one; what is not kept any more becomes one `reset`.',
  responses: {
    200: {
      description: 'Until the asker goes or signs out.',
      content: { 'text/event-stream': { schema: FleetEvent } },
    },
  },
});

/** One look for all who listen to this process. */
const LOOK_MS = 500;
/** Whoever is this far behind asks for everything again. */
const MOST_BEHIND = 1_000;

export const eventsArea = (deps: DataDependencies): Area => {
  const feed = createFeed(deps.fleet);
  return ({ route }) => {
    route(events, (context) => {
      const reach = reachOf(context, 'fleet.read');
      const after = lastEventId(context);
      return eventStream(context, deps.callers, (signal) => told(deps, feed, reach, after, signal));
    });
  };
};

async function* told(
  { fleet, view }: DataDependencies,
  feed: Feed,
  reach: Reach,
  from: number | null,
  signal: AbortSignal,
): AsyncGenerator<EventOut> {
  let after = from ?? (await fleet.lastChange());
  // A comment alone would not tell the browser where to go on from.
  yield { event: 'ready', id: String(after), data: { kind: 'ready' } };
  while (!signal.aborted) {
    const { changes, last } = await fleet.changesAfter(after);
    if (changes.length >= MOST_BEHIND) {
      after = await fleet.lastChange();
      view.forget();
      yield { event: 'reset', id: String(after), data: RESET };
      continue;
    }
    if (changes.length > 0) {
      const snapshot = await view.now();
      for (const change of changes) {
        const theirs =
          isTheirs(change, (key) => sees(snapshot, reach, key), reach) ||
          (await isOfTheirSource(change, reach, fleet));
        if (!theirs) continue;
        yield { event: KINDS[change.kind], id: String(change.number), data: eventOf(change) };
      }
    }
    after = Math.max(after, last);
    await feed.beyond(after, signal);
  }
}

const RESET: FleetEvent = { kind: 'reset', source: null, stack: null, id: null };

/** What a change is for whoever shows the fleet. */
const KINDS: Readonly<Record<FleetChangeKind, FleetEvent['kind']>> = {
  source: 'source',
  stack: 'source',
  scan: 'scan',
  drift: 'drift',
  decision: 'decision',
  change: 'change',
  job: 'job',
  notice: 'notice',
  stale: 'scan',
  slots_missed: 'scan',
};

const eventOf = ({ kind, source, stack, subject }: FleetChange): FleetEvent => ({
  kind: KINDS[kind],
  source,
  stack,
  id: subject,
});

/** A change of no stack carries names alone, and is for those who see all teams, but for decisions. */
function isTheirs(
  { source, stack }: FleetChange,
  seen: (key: { readonly source: string; readonly stack: string }) => boolean,
  { teams }: Reach,
): boolean {
  return source === null || stack === null ? teams === null : seen({ source, stack });
}

/** A change that concerns no stack is its source's. */
async function isOfTheirSource(
  { kind, source, stack }: FleetChange,
  reach: Reach,
  fleet: Pick<Fleet, 'findSource'>,
): Promise<boolean> {
  if (kind !== 'change' || source === null || stack !== null) return false;
  return reach.may((await fleet.findSource(source))?.source.team ?? null);
}

interface Feed {
  /** Waits until there is a change behind this one, or for the signal. */
  beyond(number: number, signal: AbortSignal): Promise<void>;
}

/** Asks the database once in a while, however many listen. */
function createFeed(fleet: Pick<Fleet, 'lastChange'>): Feed {
  let looking: Promise<number> | null = null;
  const look = (): Promise<number> => {
    looking ??= sleep(LOOK_MS)
      .then(() => fleet.lastChange())
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  return {
    beyond: async (number, signal) => {
      while (!signal.aborted && (await look()) <= number);
    },
  };
}
