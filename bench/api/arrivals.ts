import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came back for requests that arrived at their own times. Milliseconds, in the order of arrival. */
export interface Arrived {
  readonly latenciesMs: readonly number[];
  /** Answers that were not 2xx, and requests that got none. */
  readonly wrong: number;
  /** From the first arrival until the last answer. */
  readonly tookMs: number;
}

/**
 * Asks at the rate, as many people who do not know of each other do: the gaps are exponential, nobody waits for another's
 * answer, and a latency counts from the moment at which the request was due. A tool that sends a second's requests at once
 * over a few connections measures its own queue.
 */
export async function ask(
  { url, paths, headers }: Asked,
  {
    rate,
    seconds,
    random,
  }: { readonly rate: number; readonly seconds: number; readonly random: () => number },
): Promise<Arrived> {
  const agent = new Agent({ keepAlive: true, maxSockets: 200, scheduling: 'fifo' });
  const answers: Promise<number | null>[] = [];
  const startMs = performance.now();
  const count = Math.round(rate * seconds);
  for (let i = 0, dueMs = startMs; i < count; i += 1) {
    dueMs += (-Math.log(1 - random()) * 1000) / rate;
    await sleep(Math.max(0, dueMs - performance.now()));
    answers.push(latency(new URL(paths[i % paths.length] ?? '/', url), headers, agent, dueMs));
  }
  const latencies = await Promise.all(answers);
  const tookMs = performance.now() - startMs;
  agent.destroy();
  const latenciesMs = latencies.filter((each) => each !== null);
  return { latenciesMs, wrong: latencies.length - latenciesMs.length, tookMs };
}

interface Asked {
  readonly url: string;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** null: it was answered with something else than 2xx, or not at all. */
const latency = (url: URL, headers: Asked['headers'], agent: Agent, dueMs: number): Promise<number | null> =>
  new Promise((done) => {
    const request = get(url, { headers, agent }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      response.once('end', () =>
        done(statusCode >= 200 && statusCode < 300 ? performance.now() - dueMs : null),
      );
    });
    request.once('error', () => done(null));
  });
