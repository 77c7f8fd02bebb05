import { actOnChange, KEDGE } from '#domain/change/act-on-change.ts';
import { heldText, lockKeys } from '#domain/change/change-lock.ts';
import type { Change, ChangeSettling, ChangeVerdict, ChangeWatch } from '#domain/change/change.ts';
import type { ArmBlocks, Look } from '#domain/change/look.ts';
import { followSettled } from '#domain/change/settled-verdict.ts';
import { settledWatch, type SettledMetric } from '#domain/change/settled-watch.ts';
import { SETTLE_AGAIN_MS } from '#domain/change/settling.ts';
import { sentenceOf } from '#domain/change/watch-decision.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import { historyStretch } from '#domain/change/watch-history-blocks.ts';
import type { MetricHistory } from '#domain/change/watch-history.ts';
import { judgeRelease } from '#domain/release/judge-release.ts';
import type { MemoryChange } from '#ports/memory.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { answerBy } from './decide-change.ts';
import { readBlocks } from './read-blocks.ts';
import { historyOf } from './read-history.ts';
import { recordDue } from './record-change.ts';
import { writeChange, type Write } from './write-change.ts';

/** What came of asking once. */
export interface SettleAnswer {
  readonly change: Change;
  readonly outcome: 'final' | 'waits' | 'same' | 'told' | 'reopened' | 'blocked' | 'given up';
  /** A sentence. */
  readonly text: string;
}

/** Every change whose values are due to be read again; one that fails holds none of the others up. */
export async function settleDue(
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<readonly SettleAnswer[]> {
  const answers: SettleAnswer[] = [];
  for (const change of await deps.memory.changesToSettle(deps.clock.now().toISOString())) {
    if (signal.aborted) break;
    answers.push(await settleChange(change, deps, signal));
  }
  return answers;
}

/**
 * Asks the sources whether what a decided watch was judged by is final. When it is, the watch is judged again from the
 * values that settled, as a watch of its own with one look, so that both verdicts can be made again from their
 * evidence. Asked twice, the second does nothing: the look has a number.
 */
export async function settleChange(
  change: Change,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<SettleAnswer> {
  const { settling, watch, state } = change;
  if (settling === null || watch === null)
    return { change, outcome: 'final', text: `What ${change.id} was judged by is final.` };
  if (state !== 'cleared' && state !== 'reverted' && state !== 'closed')
    return { change, outcome: 'waits', text: `${change.id} is ${state}: it is decided first.` };
  const history = await deps.memory.watchHistory(change.id, watch.number);
  const looks = await deps.memory.changeLooks(change.id, watch.number, 1);
  if (history === null || looks.length === 0)
    return giveUp(change, settling, 'what it was judged by is gone', deps);
  const read = await readSettled(change, watch, settling, { looks, history: history.metrics }, deps, signal);
  if ('waits' in read) {
    if (deps.clock.now().toISOString() >= settling.untilAt) return giveUp(change, settling, read.waits, deps);
    return waitOn(change, settling, read.waits, deps);
  }
  const number = watch.number + 1;
  const at = deps.clock.now().toISOString();
  const again = settledWatch(history, looks, read.metrics, { watch: number, at });
  const settledTo: ChangeWatch = { ...watch, number };
  const judged = judgeRelease(watchEvidence(change.declaration, settledTo, again.history, [again.look]));
  const look: Look = { ...again.look, outcome: judged.outcome };
  const follows = followSettled(change, judged.outcome);
  const verdict: ChangeVerdict = {
    outcome: judged.outcome,
    at,
    watch: number,
    look: look.number,
    sentence: sentenceOf(judged),
    overridden: follows === 'reopened' ? null : (change.verdict?.overridden ?? null),
    settled: true,
  };
  const known: Change = { ...change, watch: settledTo, verdict, settling: null };
  const text = settledText(change, verdict);
  let outcome: SettleAnswer['outcome'] = follows;
  const written = await writeChange(change.id, deps, async (now, writtenAt, writing): Promise<Write> => {
    if (now.state !== state || now.watch?.number !== watch.number || now.attempt !== change.attempt)
      return { refused: `The change ${now.id} was acted on while its values were read again.` };
    const blocked = follows === 'reopened' ? await stillHeld(now, writtenAt, writing) : null;
    if (blocked !== null) {
      outcome = 'blocked';
      return blockedBy(now, settling, `${text} It cannot be reopened: ${blocked}`, writtenAt);
    }
    await writing.saveWatchHistory(now.id, number, again.history);
    if (!(await writing.addLook(now.id, look))) return { refused: `${now.id} was judged again already.` };
    return follows === 'reopened'
      ? reopened(known, writtenAt, text)
      : {
          change: known,
          settled: true,
          event: { kind: 'settled', actor: KEDGE, text },
          audit: { outcome: judged.outcome, before: change.verdict?.outcome ?? null },
          ...(follows === 'told' ? { call: { kind: 'tell', text, answerBy: null } } : {}),
        };
  });
  if ('refused' in written) return { change, outcome: 'waits', text: written.refused };
  // A closed change takes no record any more; what settled of it stands in its events and in the audit log.
  await recordDue(written.change, null, deps);
  return { change: written.change, outcome, text };
}

const settledText = ({ verdict }: Change, now: ChangeVerdict): string => {
  const before = verdict?.outcome ?? 'INCONCLUSIVE';
  return before === now.outcome
    ? `The values that were provisional have settled, and the verdict stays ${now.outcome}.`
    : `The values that were provisional have settled, and with them it is ${now.outcome} and no longer ${before}. ${now.sentence}`;
};

function reopened(change: Change, at: string, text: string): Write {
  const acted = actOnChange(change, { action: 'reopen', actor: KEDGE, at, reason: text });
  if ('refused' in acted) return acted;
  const until = answerBy(change, at);
  return {
    change: { ...acted.change, hold: { at, by: KEDGE, why: text, answerBy: until, calledAgainAt: null } },
    settled: true,
    event: { kind: 'reopened', actor: KEDGE, text },
    audit: { reason: text, outcome: change.verdict?.outcome ?? null },
    call: {
      kind: 'ask',
      text: `${text} It is reopened: override, extend, revert or close it.`,
      answerBy: until,
    },
  };
}

/** One that was closed holds nothing any more, and another may hold it by now. null: it holds all of it again. */
async function stillHeld(change: Change, at: string, writing: MemoryChange): Promise<string | null> {
  if (change.state !== 'closed') return null;
  const holders = await writing.takeLocks(change, lockKeys(change.declaration), at);
  return holders.length === 0 ? null : holders.map(heldText).join(' ');
}

function blockedBy(change: Change, settling: ChangeSettling, text: string, at: string): Write {
  const told = settling.blocked === text;
  return {
    change: { ...change, settling: { ...settling, blocked: text, nextAt: nextAt(at) } },
    settled: true,
    event: { kind: 'settled', actor: KEDGE, text },
    ...(told ? {} : { call: { kind: 'ask', text, answerBy: answerBy(change, at) } }),
  };
}

async function waitOn(
  change: Change,
  settling: ChangeSettling,
  why: string,
  deps: ChangeDependencies,
): Promise<SettleAnswer> {
  const written = await writeChange(change.id, deps, (now, at) => ({
    change: { ...now, settling: now.settling === null ? null : { ...settling, nextAt: nextAt(at) } },
    settled: true,
    event: { kind: 'settling', actor: KEDGE, text: why },
  }));
  return { change: 'refused' in written ? change : written.change, outcome: 'waits', text: why };
}

/** Said aloud: the verdict stays provisional for ever, and a person may want to know. */
async function giveUp(
  change: Change,
  { untilAt }: ChangeSettling,
  why: string,
  deps: ChangeDependencies,
): Promise<SettleAnswer> {
  const text = `The values that were provisional were not final by ${untilAt}: ${why} The verdict stays ${change.verdict?.outcome ?? 'INCONCLUSIVE'}, on provisional values.`;
  const written = await writeChange(change.id, deps, (now) => ({
    change: { ...now, settling: null },
    settled: true,
    event: { kind: 'settled', actor: KEDGE, text },
    audit: { text },
    call: { kind: 'tell', text, answerBy: null },
  }));
  return { change: 'refused' in written ? change : written.change, outcome: 'given up', text };
}

const nextAt = (at: string): string => new Date(Date.parse(at) + SETTLE_AGAIN_MS).toISOString();

/** Reads what was provisional once more, whole: what lay before the watch, and the watch. */
async function readSettled(
  change: Change,
  watch: ChangeWatch,
  { metrics: names }: ChangeSettling,
  before: { readonly looks: readonly Look[]; readonly history: readonly MetricHistory[] },
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<{ readonly metrics: ReadonlyMap<string, SettledMetric> } | { readonly waits: string }> {
  const rolloutStartMs = Date.parse(change.steps[0]?.run.startedAt ?? change.startedAt ?? '');
  const stretch = historyStretch(watch, rolloutStartMs, change.declaration.watch.historyDays);
  const toMs = before.looks.at(-1)?.asOfMs ?? watch.startMs;
  const range = { fromMs: watch.startMs, toMs, blockMs: watch.blockMs };
  const found = new Map<string, SettledMetric>();
  for (const metric of change.declaration.metrics) {
    if (!names.includes(metric.name)) continue;
    const threshold = before.history.find(({ name }) => name === metric.name)?.threshold ?? null;
    const history = await historyOf(metric, watch, stretch, deps, signal, threshold);
    const release = await readBlocks(metric.release, metric, range, deps.metrics, signal, threshold);
    const control =
      metric.control === null
        ? null
        : await readBlocks(metric.control, metric, range, deps.metrics, signal, threshold);
    for (const read of [history, release, control]) {
      if (read === null) continue;
      if ('fault' in read)
        return { waits: deps.redactText(`${metric.name} could not be read again: ${read.detail}`) };
      if (read.provisionalFromMs !== null) {
        return {
          waits: `${metric.name} may still be corrected from ${new Date(read.provisionalFromMs).toISOString()} on.`,
        };
      }
    }
    if ('fault' in history || 'fault' in release || (control !== null && 'fault' in control)) continue;
    found.set(metric.name, {
      history,
      release: armOf(release),
      control: control === null ? null : armOf(control),
    });
  }
  return { metrics: found };
}

const armOf = (
  read: Exclude<Awaited<ReturnType<typeof readBlocks>>, { readonly fault: string }>,
): ArmBlocks => ({
  from: 0,
  num: [...read.series.num],
  den: [...read.series.den],
  faults: { ...read.faults },
  newestMs: read.newestMs,
  provisionalFromMs: null,
});
