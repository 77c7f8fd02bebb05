import { MOST_ATTEMPTS, waitBefore } from '#domain/notice/try-again.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import type { ChannelOpener } from '#ports/channel-opener.ts';
import type { ClaimedDelivery, DeliveryEnd, Outbox } from '#ports/outbox.ts';

export interface DeliverParts {
  readonly outbox: Outbox;
  readonly open: ChannelOpener;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly signal: AbortSignal;
}

/** Longer than any channel takes, and what a killed worker's delivery waits before another takes it. */
export const LEASE_MS = 2 * 60 * 1000;

/** Sends what is due, one after the other, until nothing is. Any number of workers may do it at once. */
export async function deliverNotices(parts: DeliverParts): Promise<{ readonly delivered: number }> {
  let delivered = 0;
  while (!parts.signal.aborted) {
    const claimed = await parts.outbox.claim(parts.now().toISOString(), LEASE_MS);
    if (claimed === null) break;
    const end = await deliver(claimed, parts);
    await parts.outbox.settle(claimed, end, parts.now().toISOString());
    if (end.kind === 'delivered') delivered += 1;
  }
  return { delivered };
}

async function deliver(claimed: ClaimedDelivery, parts: DeliverParts): Promise<DeliveryEnd> {
  if (claimed.channel === null) {
    return { kind: 'dead', problem: 'There is no channel for it. Set one up, or name one in kedge.yaml.' };
  }
  const opened = await parts.open(claimed.channel.settings);
  if ('problem' in opened) {
    return later(claimed, parts, { afterMs: null, why: opened.problem, maybeArrived: false });
  }
  const sending = sendingOf(claimed, opened.channel);
  if (sending === null) return { kind: 'quiet' };
  const outcome = await sending(markOf(claimed));
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', reference: outcome.reference, note: outcome.note ?? null };
    case 'refused':
      return { kind: 'dead', problem: outcome.why };
    case 'later':
      return later(claimed, parts, outcome);
  }
}

/**
 * What is done with it. Where nothing of a notice ever arrived, the newest word becomes the first; an end of what nobody
 * was told of is told to nobody. Where messages cannot be written over, an edit is not worth a message of its own.
 */
function sendingOf(
  { kind, message, reference, posted }: ClaimedDelivery,
  channel: Channel,
): ((mark: DeliveryMark) => Promise<Delivered>) | null {
  if (!posted) return kind === 'close' ? null : (mark) => channel.send(message, mark);
  if (kind === 'edit' && !channel.edits) return null;
  if (reference === null || kind === 'post') return (mark) => channel.send(message, mark);
  switch (kind) {
    case 'edit':
      return (mark) => channel.update(reference, message, mark);
    case 'reply':
      return (mark) => channel.reply(reference, message, mark);
    case 'close':
      return (mark) => channel.close(reference, message, mark);
  }
}

const markOf = ({ id, notice, kind, about, maybeSentSince }: ClaimedDelivery): DeliveryMark => ({
  id,
  notice,
  kind,
  about,
  maybeSentSince,
});

function later(
  { attempts, maybeSentSince }: ClaimedDelivery,
  { now, chance }: DeliverParts,
  { afterMs, why, maybeArrived }: Omit<Extract<Delivered, { kind: 'later' }>, 'kind'>,
): DeliveryEnd {
  if (attempts >= MOST_ATTEMPTS) {
    return { kind: 'dead', problem: `Given up after ${attempts} attempts. The last: ${why}` };
  }
  const at = now();
  return {
    kind: 'later',
    dueAt: new Date(at.getTime() + waitBefore(attempts, chance(), afterMs)).toISOString(),
    problem: why,
    maybeSentSince: maybeSentSince ?? (maybeArrived ? at.toISOString() : null),
  };
}
