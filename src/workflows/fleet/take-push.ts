import type { GitSource } from '#domain/fleet/source.ts';
import { Push, refusePush, type PushRefusal } from '#domain/fleet/hook/push.ts';
import {
  deliveryMarks,
  hookEvent,
  hookSignature,
  isPush,
  type HookHeaders,
} from '#domain/fleet/hook/signature.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { HookDeliveries } from '#ports/hook-deliveries.ts';
import type { SecretSource } from '#ports/secret-source.ts';
import type { ServerAudit } from '#ports/server-audit.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { submitSync } from './run-schedule.ts';

export interface TakePushDependencies {
  readonly fleet: Pick<Fleet, 'findSource'>;
  readonly queue: Pick<WorkQueue, 'submit'>;
  readonly deliveries: HookDeliveries;
  readonly secrets: SecretSource;
  readonly audit: ServerAudit;
  readonly clock: Clock;
}

export interface HookRequest {
  readonly source: string;
  readonly header: HookHeaders;
  readonly body: Uint8Array;
}

export type PushTaken =
  | { readonly kind: 'taken'; readonly job: string; readonly why: string }
  /** Well signed, and nothing to do. */
  | { readonly kind: 'left'; readonly reason: 'no_push' | 'unreadable' | PushRefusal; readonly why: string }
  /** Sent again. */
  | { readonly kind: 'replayed'; readonly why: string }
  /** Not signed, wrongly signed, or nobody takes webhooks there: whoever asks is not told which. */
  | { readonly kind: 'not_trusted' }
  /** The source takes webhooks, and its secret is not to be had. */
  | { readonly kind: 'no_secret'; readonly why: string };

/**
 * Takes a webhook of a forge: who sent it must know the source's secret, it must be new, and it must be a push of the
 * branch that the source reads. Then the source is synced, by what a fetch says and not by what the body claims.
 */
export async function takePush(request: HookRequest, deps: TakePushDependencies): Promise<PushTaken> {
  const source = (await deps.fleet.findSource(request.source))?.source;
  if (source?.kind !== 'git' || source.hookSecret === null) return { kind: 'not_trusted' };
  const secret = await deps.secrets(source.hookSecret);
  if ('problem' in secret) {
    return {
      kind: 'no_secret',
      why: `The secret of the webhook of ${source.name} cannot be read. ${secret.problem}`,
    };
  }
  if (hookSignature(secret.secret, request.header, request.body) !== 'good') return { kind: 'not_trusted' };
  const event = hookEvent(request.header);
  if (event === null || !isPush(event)) {
    return { kind: 'left', reason: 'no_push', why: `Only pushes are taken, and this is ${named(event)}.` };
  }
  return takeSigned(source, request, deps);
}

async function takeSigned(
  source: GitSource,
  { header, body }: HookRequest,
  { queue, deliveries, audit, clock }: TakePushDependencies,
): Promise<PushTaken> {
  const marks = deliveryMarks(header, body);
  if (await deliveries.wasTaken(source.name, marks)) {
    return { kind: 'replayed', why: 'This delivery was taken before. Sync the source to read it again.' };
  }
  const push = readPush(body);
  if (push === null) {
    return {
      kind: 'left',
      reason: 'unreadable',
      why: 'The body is no push as JSON. Set the content type of the webhook to application/json.',
    };
  }
  const refusal = refusePush(source, push);
  if (refusal !== null) return { kind: 'left', reason: refusal, why: WHY[refusal](source) };
  const requestedBy = `hook of ${source.name}`;
  const { job, existing } = await submitSync(
    source.name,
    { priority: JOB_PRIORITY.hook, requestedBy },
    { queue },
  );
  const at = clock.now().toISOString();
  // After the job: killed in between, the forge sends it again, and the job that waits is found.
  await deliveries.keep(source.name, marks, at);
  await audit.append({
    at,
    actor: requestedBy,
    action: 'source.sync_asked',
    subject: source.name,
    details: { job },
  });
  return {
    kind: 'taken',
    job,
    why: existing
      ? 'A sync of the source waits already, and will read this push, too.'
      : 'The source is synced.',
  };
}

const WHY: Readonly<Record<PushRefusal, (source: GitSource) => string>> = {
  other_branch: ({ name, branch }) => `The source ${name} reads the branch ${branch} alone.`,
  other_repository: ({ name }) =>
    `The push is of another repository than that of the source ${name}, such as a fork.`,
  deleted: ({ branch }) => `The branch ${branch} was deleted. What is known of it stands.`,
};

const named = (event: string | null): string =>
  event === null ? 'something else' : `"${event.slice(0, 60)}"`;

function readPush(body: Uint8Array): Push | null {
  try {
    const read = Push.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
