import { SLOW_SHARE } from '#domain/release/slow-fraction.ts';
import type { Declaration } from '#domain/change/declaration.ts';
import { actOnChange, KEDGE } from '#domain/change/act-on-change.ts';
import type { Change, RollbackProgress } from '#domain/change/change.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import type { Next } from './next-turn.ts';
import { begunRun, endedRun, MOST_TRIES, noteRollback, RETRY_MS, triesOf } from './note-rollback.ts';
import { readConditions } from './read-conditions.ts';
import { rollBackCode } from './roll-back-code.ts';
import type { StepEnd } from '#ports/step-runner.ts';
import { writeChange, type Fence, type Write } from './write-change.ts';

/**
 * One turn of a rollback: runs what reverts it, then asks whether it did. It may be run twice after a kill, which what
 * reverts has to bear; it is called done only by what verifies it.
 */
export async function revertChange(
  change: Change,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { rollback } = change;
  if (rollback === null) throw new Error(`The change ${change.id} is reverted and has no rollback.`);
  if (rollback.failed !== null) return { kind: 'person', why: rollback.failed };
  if (rollback.doneAt !== null) return verify(change, rollback, rollback.doneAt, fence, deps, signal);
  const { does } = change.declaration.rollback;
  return does.kind === 'git_revert'
    ? rollBackCode(change, rollback, does, fence, deps, signal)
    : runRollback(change, rollback, does, fence, deps, signal);
}

/** What is run, or asked: everything but Kedge's own way through Git. */
type Called = Exclude<Declaration['rollback']['does'], { readonly kind: 'git_revert' }>;

async function runRollback(
  change: Change,
  { runs }: RollbackProgress,
  does: Called,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const argv = does.kind === 'command' ? does.command.argv : ['POST', does.url];
  const begun = await noteRollback(
    change,
    fence,
    deps,
    'rollback',
    `The rollback runs: ${argv.join(' ')}`,
    (rollback, at) => ({
      ...rollback,
      runs: [...rollback.runs, begunRun(argv, at, fence)],
    }),
  );
  if (begun !== null) return begun;
  const tries = triesOf(runs) + 1;
  const end = await run(change, does, tries, fence, deps, signal);
  const failed = end.problem !== null && tries >= MOST_TRIES;
  const text =
    end.problem === null
      ? 'The rollback ended with 0; whether it did its work is asked next.'
      : `The rollback failed (${tries} of ${MOST_TRIES}): ${end.problem}`;
  const written = await noteRollback(
    change,
    fence,
    deps,
    'rollback ended',
    text,
    (rollback, at) => ({
      ...rollback,
      runs: rollback.runs.map((each, i) => (i === rollback.runs.length - 1 ? endedRun(each, end, at) : each)),
      doneAt: end.problem === null ? at : null,
      failed: failed
        ? `The rollback failed ${MOST_TRIES} times: ${end.problem ?? ''} Revert it by hand, then close it with a reason, or try again: kedge change revert ${change.id}`
        : null,
    }),
    failed,
  );
  if (written !== null) return written;
  return end.problem === null || failed
    ? { kind: 'again' }
    : { kind: 'at', atMs: deps.clock.now().getTime() + RETRY_MS };
}

async function run(
  change: Change,
  does: Called,
  tries: number,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<StepEnd> {
  const facts = {
    KEDGE_CHANGE: change.id,
    KEDGE_ROLLBACK: change.rollback?.trigger ?? '',
    KEDGE_ATTEMPT: String(fence.attempt),
  };
  if (does.kind === 'command') return deps.runner.run({ command: does.command, facts }, signal);
  // The key is of the change and the try: asked again after a kill it is the same call.
  const idempotencyKey = `kedge-${change.id}-${change.openedAt}-${tries}`;
  return deps.runner.call(
    {
      url: does.url,
      secretEnv: does.secretEnv,
      idempotencyKey,
      body: { ...facts, why: change.rollback?.why ?? '' },
    },
    signal,
  );
}

async function verify(
  change: Change,
  rollback: RollbackProgress,
  doneAt: string,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { verify: program, metricsBackWithinMs } = change.declaration.rollback;
  const nowMs = deps.clock.now().getTime();
  const missing: string[] = [];
  if (program !== null) {
    const facts = { KEDGE_CHANGE: change.id, KEDGE_ATTEMPT: String(fence.attempt) };
    const { problem } = await deps.runner.run({ command: program, facts }, signal);
    if (problem !== null) missing.push(`The version from before is not seen: ${problem}`);
  }
  if (metricsBackWithinMs !== null) missing.push(...(await outside(change, doneAt, nowMs, deps, signal)));
  if (missing.length === 0) {
    const evidence = [
      ...(rollback.code === null
        ? []
        : [`a fresh read of ${rollback.code.stacks.map(({ stack }) => stack).join(', ')} is clean`]),
      ...(program === null ? [] : ['the version from before is seen']),
      ...(metricsBackWithinMs === null ? [] : ['the metrics are back inside their tolerance']),
    ];
    const merge =
      rollback.code === null
        ? ''
        : ` Merge the branch ${rollback.code.branch}, or the next apply of the code does it again.`;
    const text = `The rollback is verified: ${evidence.join(', ')}.${merge}`;
    return after(
      await writeChange(
        change.id,
        deps,
        (now, at): Write => {
          const acted = actOnChange(now, { action: 'verify_rollback', actor: KEDGE, at, reason: null });
          if ('refused' in acted) return acted;
          return {
            change: {
              ...acted.change,
              rollback: now.rollback === null ? null : { ...now.rollback, verification: text },
            },
            event: { kind: 'reverted', actor: KEDGE, text },
            audit: { why: rollback.why },
            call: { kind: 'tell', text: `${rollback.why} ${text}`, answerBy: null },
          };
        },
        fence,
      ),
    );
  }
  const patience = metricsBackWithinMs ?? MOST_TRIES * RETRY_MS;
  const endMs = Date.parse(doneAt) + patience;
  if (nowMs < endMs) {
    // Metrics say nothing new before the next block.
    const waitMs = metricsBackWithinMs === null ? RETRY_MS : change.declaration.watch.blockMs;
    return { kind: 'at', atMs: Math.min(nowMs + waitMs, endMs) };
  }
  const why = `The rollback ran and is not verified. ${missing.join(' ')}`;
  const written = await noteRollback(
    change,
    fence,
    deps,
    'rollback not verified',
    why,
    (known) => ({
      ...known,
      verification: why,
      failed: `${why} Look at it by hand, then close it with a reason, or try again: kedge change revert ${change.id}`,
    }),
    true,
  );
  return written ?? { kind: 'again' };
}

/** Metrics that are not back, or not known to be. */
async function outside(
  change: Change,
  doneAt: string,
  nowMs: number,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // The newest whole block, and not the mean since: what the rollback had to mend would weigh on that for hours.
  const { blockMs, settleMs } = change.declaration.watch;
  const readMs = nowMs - settleMs;
  const sinceMs = Math.max(Date.parse(doneAt), (Math.floor(readMs / blockMs) - 1) * blockMs);
  const readings = await readConditions(change, sinceMs, readMs, deps, signal);
  return change.declaration.metrics.flatMap(({ name, worse, tolerance: declared, release }) => {
    const { change: shift = null, baseline = null } = readings[name] ?? {};
    if (shift === null || baseline === null) return [`${name} has not been measured since.`];
    const isSlowShare = release.settings['histogram'] !== undefined;
    const tolerance = isSlowShare ? Math.max(declared, SLOW_SHARE / baseline - 1) : declared;
    const out = worse === 'higher' ? shift > tolerance : -shift > tolerance;
    return out ? [`${name} is ${(100 * Math.abs(shift)).toFixed(0)} % ${worse} than before.`] : [];
  });
}

const after = (written: { readonly change: Change } | { readonly refused: string }): Next =>
  'refused' in written ? { kind: 'refused', why: written.refused } : { kind: 'again' };
