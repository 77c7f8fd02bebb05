import { severityRank } from '../drift/severity.ts';
import type { DeliveryKind } from './delivery.ts';
import type { End, EndCounts, Notice, NoticeStanding } from './notice.ts';
import type { NoticeChannel } from './notice-channel.ts';

/** What happened to the members of a notice, in one change of memory. */
export interface Happened {
  readonly joined: number;
  readonly changed: number;
  readonly left: EndCounts;
  /** Some of those that joined come and go: to call about each time would be noise. */
  readonly flapping: boolean;
}

/** What to say, and why; the text is made from it. */
export interface Said {
  readonly kind: DeliveryKind;
  readonly why: 'found' | 'reopened' | 'worse' | 'spread' | 'changed' | 'undecided' | 'over';
}

export interface NoticeFollowed {
  readonly notice: Notice;
  readonly said: readonly Said[];
}

/** Growth is called about when it is many and at least twice as many: not at each one more. */
const SPREAD_TIMES = 2;
const SPREAD_MORE = 5;

/**
 * Whom it wakes: a new notice does, one that got worse, that spread far or that came back does. All else writes over the
 * message that is there, which wakes nobody.
 * @param notice as it was; `closed` when it comes back within a day
 * @param standing after what happened; null: nothing is left in it
 * @param channel null: it has none
 */
export function followNotice(
  notice: Notice,
  isNew: boolean,
  standing: NoticeStanding | null,
  happened: Happened,
  channel: NoticeChannel | null,
  now: string,
): NoticeFollowed {
  const ended = addEnds(notice.ended, happened.left);
  if (standing === null) return closed({ ...notice, ended, updatedAt: now }, now);
  const severity = standing.severity;
  const tellNow = channel === null || severityRank(severity) <= severityRank(channel.immediate);
  const next: Notice = {
    ...notice,
    ended,
    severity,
    state: 'open',
    closedAt: null,
    updatedAt: now,
    way: tellNow ? 'immediate' : notice.way,
  };
  const called = { ...next, calledAbout: standing.members, calledAt: now };
  if (isNew) {
    return { notice: called, said: next.way === 'immediate' ? [{ kind: 'post', why: 'found' }] : [] };
  }
  if (notice.state === 'closed') return reopened(notice, called, happened);
  if (next.way === 'digest') return { notice: next, said: [] };
  if (notice.way === 'digest') return { notice: called, said: [{ kind: 'post', why: 'worse' }] };
  if (severityRank(severity) < severityRank(notice.severity)) {
    return { notice: called, said: [edit('worse'), { kind: 'reply', why: 'worse' }] };
  }
  if (happened.joined > 0 && spreads(standing.members, notice.calledAbout)) {
    return { notice: called, said: [edit('spread'), { kind: 'reply', why: 'spread' }] };
  }
  const anything = happened.joined + happened.changed + countOf(happened.left) > 0;
  return anything ? { notice: next, said: [edit('changed')] } : { notice, said: [] };
}

const edit = (why: Said['why']): Said => ({ kind: 'edit', why });

function closed(notice: Notice, now: string): NoticeFollowed {
  return {
    notice: { ...notice, state: 'closed', closedAt: now },
    said: notice.way === 'immediate' ? [{ kind: 'close', why: 'over' }] : [],
  };
}

function reopened(before: Notice, called: Notice, { flapping }: Happened): NoticeFollowed {
  const notice = { ...called, timesReopened: before.timesReopened + 1, ended: {} };
  if (notice.way === 'digest') return { notice, said: [] };
  if (before.way === 'digest') return { notice, said: [{ kind: 'post', why: 'reopened' }] };
  return {
    notice,
    said: [edit('reopened'), ...(flapping ? [] : [{ kind: 'reply', why: 'reopened' } as const])],
  };
}

const spreads = (now: number, calledAbout: number): boolean =>
  now >= calledAbout * SPREAD_TIMES && now - calledAbout >= SPREAD_MORE;

export const countOf = (ends: EndCounts): number =>
  Object.values(ends).reduce((sum, count) => sum + count, 0);

function addEnds(a: EndCounts, b: EndCounts): EndCounts {
  const all = new Set([...Object.keys(a), ...Object.keys(b)] as End[]);
  return Object.fromEntries([...all].map((end) => [end, (a[end] ?? 0) + (b[end] ?? 0)]));
}
