import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { CallerFinder } from '#ports/caller-finder.ts';
import { callerOf, type HttpContext } from './env.ts';

/** A proxy between ends what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** Whoever signs out hears nothing more after this. */
const CALLER_MS = 5_000;
/** So that a browser does not ask again at once after a restart. */
const RETRY_MS = 2_000;

export interface EventOut {
  readonly event: string;
  readonly data: unknown;
  /** What the browser sends as Last-Event-ID when it comes back; left out: the one before stays. */
  readonly id?: string;
}

/**
 * Sends events one after the other until the source ends, whoever listens goes away, or is not signed in any more. The
 * next event is taken when the one before has left, so that a slow reader fills no memory here.
 */
export function eventStream(
  context: HttpContext,
  callers: Pick<CallerFinder, 'again'>,
  events: (signal: AbortSignal) => AsyncIterable<EventOut>,
): Response {
  context.header('Cache-Control', 'no-store');
  context.header('X-Accel-Buffering', 'no');
  const caller = callerOf(context);
  return streamSSE(context, async (stream) => {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    stream.onAbort(end);
    const beat = setInterval(() => void stream.write(': alive\n\n').catch(end), HEARTBEAT_MS);
    const look = setInterval(() => {
      void callers
        .again(caller)
        .catch(() => null)
        .then((known) => (known === null ? end() : undefined));
    }, CALLER_MS);
    try {
      await stream.write(`retry: ${RETRY_MS}\n\n`);
      for await (const each of events(ending.signal)) {
        if (ending.signal.aborted) break;
        await send(stream, each);
      }
    } catch {
      // The listener comes back by itself, and hears then what is wrong. What an error says is for no stranger.
    } finally {
      clearInterval(beat);
      clearInterval(look);
      end();
    }
  });
}

const send = (stream: SSEStreamingApi, { event, data, id }: EventOut): Promise<void> =>
  stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });

const NUMBER = /^\d{1,15}$/;

/** Where a stream that broke goes on; null: it is the first. */
export function lastEventId(context: HttpContext): number | null {
  const said = context.req.header('last-event-id') ?? '';
  return NUMBER.test(said) ? Number(said) : null;
}
