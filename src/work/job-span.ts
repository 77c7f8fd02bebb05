import { context, SpanKind, SpanStatusCode, trace, type Link } from '@opentelemetry/api';
import type { Job } from '#domain/fleet/job.ts';
import { parseTraceParent } from '#domain/fleet/trace-parent.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';

/**
 * A span for each attempt of a job, linked to what asked for it: a request, or another job. Nothing is made of it unless
 * traces are sent somewhere. It names no person.
 */
export async function tracedJob(
  job: Job,
  running: RunningJob,
  run: () => Promise<TaskEnd>,
): Promise<TaskEnd> {
  const span = trace.getTracer('kedge').startSpan(`job ${job.task}`, {
    kind: SpanKind.CONSUMER,
    root: true,
    links: linksTo(job),
    attributes: {
      'kedge.job': job.id,
      'kedge.task': job.task,
      'kedge.attempt': running.attempt,
      ...(job.source === null ? {} : { 'kedge.source': job.source }),
      ...(job.stack === null ? {} : { 'kedge.stack': job.stack }),
    },
  });
  try {
    const end = await context.with(trace.setSpan(context.active(), span), run);
    span.setAttribute('kedge.outcome', outcomeOf(end));
    if (end.kind === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    return end;
  } catch (error) {
    span.setAttribute('kedge.outcome', 'lost').setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** What a scan or a fix came to says more than that it was done. */
function outcomeOf(end: TaskEnd): string {
  if (end.kind === 'later') return 'later';
  const said = end.result?.['status'] ?? end.result?.['kind'];
  return typeof said === 'string' ? said : end.kind;
}

function linksTo({ trace: asked }: Job): Link[] {
  const parent = parseTraceParent(asked);
  if (parent === null) return [];
  const { traceId, spanId, flags } = parent;
  return [{ context: { traceId, spanId, traceFlags: flags, isRemote: true } }];
}
