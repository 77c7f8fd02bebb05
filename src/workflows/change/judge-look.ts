import { actOnChange, KEDGE } from '#domain/change/act-on-change.ts';
import type { Change, ChangeVerdict, ChangeWatch } from '#domain/change/change.ts';
import type { DeclaredMetric } from '#domain/change/declaration.ts';
import { joinLooks } from '#domain/change/join-looks.ts';
import type { ArmBlocks, Look, MetricLook } from '#domain/change/look.ts';
import type { MetricReadings } from '#domain/change/metric-condition.ts';
import { readingOf } from '#domain/change/metric-readings.ts';
import { askStops, type StopAnswer } from '#domain/change/stop-answer.ts';
import { settlingOf, settlingText } from '#domain/change/settling.ts';
import { contaminationsIn } from '#domain/change/watch-contamination.ts';
import { decideWatch, sentenceOf, type WatchDecision } from '#domain/change/watch-decision.ts';
import { nextBlock, watchEvidence } from '#domain/change/watch-evidence.ts';
import { lookAsOfMs, lookDueMs, plannedLooks } from '#domain/change/watch-grid.ts';
import type { Contamination } from '#domain/release/contamination.ts';
import { startBlock, type ReleaseEvidence } from '#domain/release/evidence.ts';
import { judgeRelease, type ReleaseVerdict } from '#domain/release/judge-release.ts';
import { lookOnce } from '#domain/release/look-once.ts';
import { metricAlpha } from '#domain/release/spend-alpha.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import type { Next } from './next-turn.ts';
import { beginRollback, holdForPeople } from './hold-for-people.ts';
import { openWatch } from './open-watch.ts';
import { readBlocks } from './read-blocks.ts';
import { askPrograms } from './read-conditions.ts';
import { watchKey, type WatchInHand } from './watch-cache.ts';
import { writeChange, type Fence, type Write } from './write-change.ts';

/**
 * The next look of a watch, when it is due. What it reads and what follows from it are written in one transaction under
 * its number, so that it is made once whoever makes it.
 */
export async function judgeLook(
  change: Change,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { watch } = change;
  if (watch === null) throw new Error(`The change ${change.id} is watched and has no watch.`);
  const number = watch.looks + 1;
  const dueMs = lookDueMs(watch, number, change.declaration.watch);
  const nowMs = deps.clock.now().getTime();
  if (nowMs < dueMs) return { kind: 'at', atMs: dueMs };
  const opened = await openWatch(change, watch, fence, deps, signal);
  if ('next' in opened) return opened.next;
  const { inHand } = opened;
  const behind = nowMs >= lookDueMs(watch, number + 1, change.declaration.watch);
  const read = await readLook(change, watch, inHand, deps, signal);
  const draft: Look = { ...read, outcome: 'INCONCLUSIVE', undecided: [], followed: '' };
  const evidence = watchEvidence(change.declaration, watch, inHand.history, [...inHand.looks, draft]);
  const metrics = draft.metrics.map((metric) => ({
    ...metric,
    ...statisticOf(metric.name, evidence, number, inHand),
  }));
  const last = number >= plannedLooks(watch);
  const alarms = metrics.some(({ name, alarm }) => alarm && !hasAlarmed(inHand.looks, name));
  const verdict = last || alarms ? await judgeWhole(change, watch, [...inHand.looks, draft], deps) : null;
  const stops = await stopsAt(change, evidence, number, { nowMs: draft.asOfMs, behind }, deps, signal);
  const decision = decideWatch(change.declaration, { verdict, stops, last });
  const outage = metrics.some((metric) => metric.outage !== null);
  const look: Look = {
    ...draft,
    metrics,
    outcome: verdict?.outcome ?? (outage ? 'ERROR' : 'INCONCLUSIVE'),
    undecided: [...stops.unknown],
    followed: decision.kind,
  };
  const written = await writeChange(
    change.id,
    deps,
    async (now, at, writing): Promise<Write> => {
      if (now.state !== 'watching' || now.watch?.number !== watch.number || now.watch.looks !== number - 1) {
        return { refused: `Look ${number} of ${change.id} was made already, or it is not watched any more.` };
      }
      if (!(await writing.addLook(change.id, look)))
        return { refused: `Look ${number} of ${change.id} was made already.` };
      return followed({ ...now, watch: { ...watch, looks: number } }, at, look, verdict, decision, inHand);
    },
    fence,
  );
  if ('refused' in written) return standing(change, written.refused, fence, deps);
  const joined = joinLooks([...inHand.looks, look]) ?? look;
  deps.cache.set(watchKey(change.id, watch.number), { ...inHand, made: number, looks: [joined] });
  return { kind: 'again' };
}

/** From everything that lay before, which memory holds: at hand is only what a look reads. */
async function judgeWhole(
  { id, declaration }: Change,
  watch: ChangeWatch,
  looks: readonly Look[],
  { memory }: ChangeDependencies,
): Promise<ReleaseVerdict> {
  const history = await memory.watchHistory(id, watch.number);
  if (history === null) throw new Error(`The history of watch ${watch.number} of ${id} is gone.`);
  return judgeRelease(watchEvidence(declaration, watch, history, looks));
}

/** A person may have held or reverted it meanwhile: then nothing was written, and the next turn does what they said. */
async function standing(
  change: Change,
  why: string,
  fence: Fence,
  { memory, cache }: ChangeDependencies,
): Promise<Next> {
  cache.delete(watchKey(change.id, change.watch?.number ?? 0));
  const now = await memory.findChange(change.id);
  const moved =
    now !== null &&
    now.attempt === fence.attempt &&
    (now.state !== 'watching' || now.watch?.looks !== change.watch?.looks);
  return moved ? { kind: 'again' } : { kind: 'refused', why };
}

function followed(
  change: Change,
  at: string,
  look: Look,
  judged: ReleaseVerdict | null,
  decision: WatchDecision,
  { looks: before, history }: Pick<WatchInHand, 'looks' | 'history'>,
): Write {
  const verdict: ChangeVerdict | null =
    judged === null
      ? change.verdict
      : {
          outcome: judged.outcome,
          at,
          watch: look.watch,
          look: look.number,
          sentence: sentenceOf(judged),
          overridden: null,
          settled: false,
        };
  // What goes on is judged again at its end; what ends here may have to be when its bills are final.
  const settling = decision.kind === 'look on' ? null : settlingOf(history, [...before, look], at);
  const known = { ...change, verdict, settling };
  switch (decision.kind) {
    case 'revert':
      return beginRollback(known, at, decision.trigger, decision.why);
    case 'hold':
      return holdForPeople(known, at, decision.why);
    case 'clear': {
      const acted = actOnChange(known, { action: 'clear', actor: KEDGE, at, reason: null });
      if ('refused' in acted) return acted;
      return {
        change: acted.change,
        event: { kind: 'cleared', actor: KEDGE, text: decision.why },
        audit: { look: look.number, outcome: 'CLEARED' },
        call: {
          kind: 'tell',
          text: [
            `${decision.why} It is cleared.`,
            ...(settling === null ? [] : [settlingText(settling)]),
          ].join(' '),
          answerBy: null,
        },
      };
    }
    case 'look on':
      return lookedOn(known, look, judged, before);
  }
}

/** News is told once: an outage when it begins, what spoils the watch when it is first seen, an alarm that may not decide. */
function lookedOn(change: Change, look: Look, judged: ReleaseVerdict | null, before: readonly Look[]): Write {
  const event = (text: string): Write => ({
    change,
    event: { kind: 'look', actor: KEDGE, text: `Look ${look.number}: ${text}` },
    call: { kind: 'tell', text, answerBy: null },
  });
  const known = new Set(before.flatMap(({ contaminations }) => contaminations.map(({ what }) => what)));
  const fresh = look.contaminations.find(({ what }) => !known.has(what));
  if (fresh !== undefined)
    return event(
      `The watch is contaminated: ${fresh.what}. It cannot be cleared any more, only overridden, extended or taken back.`,
    );
  const out = look.metrics.find(({ outage }) => outage !== null);
  const wasOut = before.at(-1)?.metrics.some(({ outage }) => outage !== null) ?? false;
  if (out !== undefined && !wasOut)
    return event(`The source of ${out.name} does not answer: ${out.outage ?? ''}`);
  if (judged !== null) return event(`${judged.outcome}. ${sentenceOf(judged)}`);
  return { change, event: { kind: 'look', actor: KEDGE, text: `Look ${look.number}: no metric alarms.` } };
}

async function readLook(
  change: Change,
  watch: ChangeWatch,
  { looks, history }: WatchInHand,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Omit<Look, 'outcome' | 'undecided' | 'followed'>> {
  const number = watch.looks + 1;
  const asOfMs = lookAsOfMs(watch, number);
  const metrics: MetricLook[] = [];
  for (const metric of change.declaration.metrics) {
    const threshold = history.metrics.find(({ name }) => name === metric.name)?.threshold ?? null;
    const read = { looks, threshold };
    const release = await readArm(metric, 'release', watch, read, asOfMs, deps, signal);
    const control =
      metric.control === null ? null : await readArm(metric, 'control', watch, read, asOfMs, deps, signal);
    const faults = [release, control].flatMap((arm) => (arm !== null && 'fault' in arm ? [arm.fault] : []));
    metrics.push({
      name: metric.name,
      release: 'fault' in release ? null : release,
      control: control === null || 'fault' in control ? null : control,
      outage: faults[0] === undefined ? null : deps.redactText(faults[0]),
      statistic: null,
      bound: null,
      alarm: false,
    });
  }
  const contaminations = [...(await contaminationsOf(change, watch, asOfMs, deps))];
  return { watch: watch.number, number, at: deps.clock.now().toISOString(), asOfMs, metrics, contaminations };
}

/** Only what no look has read: a look costs its blocks, and those that an outage left. */
async function readArm(
  metric: DeclaredMetric,
  arm: 'release' | 'control',
  { startMs, blockMs }: ChangeWatch,
  { looks, threshold }: { readonly looks: readonly Look[]; readonly threshold: number | null },
  asOfMs: number,
  { metrics: reader }: ChangeDependencies,
  signal: AbortSignal,
): Promise<ArmBlocks | { readonly fault: string }> {
  const from = nextBlock(looks, metric.name, arm);
  const query = arm === 'control' ? (metric.control ?? metric.release) : metric.release;
  const read = await readBlocks(
    query,
    metric,
    { fromMs: startMs + from * blockMs, toMs: asOfMs, blockMs },
    reader,
    signal,
    threshold,
  );
  if ('fault' in read) return { fault: read.detail };
  return {
    from,
    num: [...read.series.num],
    den: [...read.series.den],
    faults: { ...read.faults },
    newestMs: read.newestMs,
    provisionalFromMs: read.provisionalFromMs,
  };
}

async function contaminationsOf(
  change: Change,
  { startMs }: ChangeWatch,
  asOfMs: number,
  { memory }: ChangeDependencies,
): Promise<readonly Contamination[]> {
  const around = await memory.surroundings(change, new Date(startMs).toISOString());
  return contaminationsIn(change, { startMs, asOfMs }, around);
}

function statisticOf(
  name: string,
  evidence: ReleaseEvidence,
  number: number,
  { openings }: WatchInHand,
): Pick<MetricLook, 'statistic' | 'bound' | 'alarm'> {
  const metric = evidence.metrics.find(({ plan }) => plan.name === name);
  if (metric === undefined) return { statistic: null, bound: null, alarm: false };
  const alpha = metricAlpha(evidence.watch.familyAlpha, evidence.metrics.length);
  const before = openings.get(name);
  if (before === undefined) throw new Error(`The metric ${name} is watched and was never opened.`);
  const { look, opening } = lookOnce(before, metric, evidence.watch, alpha, number);
  openings.set(name, opening);
  return look;
}

const hasAlarmed = (looks: readonly Look[], metric: string): boolean =>
  looks.some((look) => look.metrics.some(({ name, alarm }) => name === metric && alarm));

async function stopsAt(
  change: Change,
  evidence: ReleaseEvidence,
  number: number,
  { nowMs, behind }: { readonly nowMs: number; readonly behind: boolean },
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<StopAnswer> {
  const readings: MetricReadings = Object.fromEntries(
    evidence.metrics.map(({ plan, release, control }) => {
      const start = startBlock(evidence.watch, release);
      return [plan.name, readingOf(release, control, start, start + number)];
    }),
  );
  // A program can only be asked about now: a look that is made late leaves it to the one that is not.
  const programs = behind ? new Map() : await askPrograms(change, deps, signal);
  return askStops(change.declaration, {
    nowMs,
    startedMs: Date.parse(change.startedAt ?? ''),
    readings,
    programs,
  });
}
