import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '#domain/fleet/job.ts';
import { JobEvent, JobWhole } from '#http/schema/jobs.ts';
import { openEvents } from './event-stream.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { refusalOf } from './refusal-text.ts';
import { ServerProblem } from './server-problem.ts';

/** A server that is started anew, or a network that comes and goes. */
const PATIENCE_MS = 180_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Hears a job until it has ended, and gives it whole. A stream that breaks is opened again behind the last line; how the
 * job stands is asked for whenever nobody tells.
 */
export async function followJob(
  server: KedgeServer,
  id: string,
  hear: (event: JobEvent) => void,
): Promise<JobWhole> {
  let last: string | null = null;
  let heardMs = performance.now();
  for (let broken = 0; ; broken += 1) {
    const listening = await listen(server, id, last, (event) => {
      heardMs = performance.now();
      broken = 0;
      if (event.kind === 'line') last = String(event.number);
      hear(event);
    });
    const job = await jobNow(server, id, heardMs);
    if (job !== null && isOver(job.state)) return job;
    if (job !== null) heardMs = performance.now();
    // One that ended well is asked again at once, and not forever: something in between may cut every stream short.
    const waitMs = Math.min(LONGEST_WAIT_MS, 250 * 2 ** broken);
    if (listening === 'broken' || broken > 0) await sleep(waitMs, undefined, { signal: server.link.signal });
  }
}

async function listen(
  server: KedgeServer,
  id: string,
  last: string | null,
  hear: (event: JobEvent) => void,
): Promise<'ended' | 'broken'> {
  const { link, caller } = server;
  const path = `/api/v1/jobs${pathOf(id)}/events`;
  try {
    const { response, events } = await openEvents(link, path, last);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.status !== 200 || !isStream) {
      await response.body?.cancel();
      if (response.status === 429 || response.status >= 500 || response.status === 200) return 'broken';
      throw refusalOf(
        { status: response.status, headers: response.headers, json: undefined },
        { url: link.url, path, caller },
      );
    }
    for await (const { data } of events) {
      const event = JobEvent.safeParse(parsed(data.replaceAll(link.token, '(the token)')));
      // A newer server may tell what this Kedge does not know.
      if (!event.success) continue;
      hear(event.data);
      if (event.data.kind === 'state' && isOver(event.data.state)) return 'ended';
    }
    return 'ended';
  } catch (error) {
    if (error instanceof ServerProblem || link.signal.aborted) throw error;
    return 'broken';
  }
}

/** null: the server cannot be asked now, and there is patience left. */
async function jobNow(server: KedgeServer, id: string, heardMs: number): Promise<JobWhole | null> {
  try {
    return await server.read(`/jobs${pathOf(id)}`, JobWhole);
  } catch (error) {
    if (performance.now() - heardMs < PATIENCE_MS && error instanceof ServerProblem && error.mayPass)
      return null;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What is under way on the server goes on when nobody listens any more: says how to come back to it. */
export async function whileFollowing<T>(
  { link }: KedgeServer,
  jobs: () => readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const left = jobs();
    if (link.signal.aborted && left.length > 0) {
      const [first = ''] = left;
      const which = left.length === 1 ? `job ${first}` : `${left.length} jobs`;
      link.tell(
        `The server goes on with ${which}. Follow: kedge job follow ${first}${link.way}. Stop: kedge job cancel ${first}${link.way}.`,
      );
    }
    throw error;
  }
}
