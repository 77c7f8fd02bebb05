import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ServerLink } from './ask-server.ts';

/** The server says something every 15 s, be it only that it lives. */
const SILENCE_MS = 45_000;

export interface OpenStream {
  readonly response: Response;
  /** Ends when the server ends it; throws when it breaks or falls silent. */
  readonly events: AsyncIterable<EventSourceMessage>;
}

/** Opens server-sent events, going on behind an id. What is no stream is left to the caller as its response. */
export async function openEvents(link: ServerLink, path: string, lastId: string | null): Promise<OpenStream> {
  const silence = new AbortController();
  const cut = setTimeout(
    () => silence.abort(new DOMException('It fell silent.', 'TimeoutError')),
    SILENCE_MS,
  );
  const response = await fetch(`${link.url}${path}`, {
    redirect: 'manual',
    headers: {
      Authorization: `Bearer ${link.token}`,
      Accept: 'text/event-stream, application/problem+json',
      ...(lastId === null ? {} : { 'Last-Event-ID': lastId }),
    },
    signal: AbortSignal.any([link.signal, silence.signal]),
  }).catch((error: unknown) => {
    clearTimeout(cut);
    throw error;
  });
  return { response, events: messages(response, cut) };
}

async function* messages(response: Response, cut: NodeJS.Timeout): AsyncGenerator<EventSourceMessage> {
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      cut.refresh();
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* waiting.splice(0);
    }
  } finally {
    clearTimeout(cut);
  }
}
