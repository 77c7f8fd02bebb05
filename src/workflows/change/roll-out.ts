import { actOnChange, KEDGE } from '#domain/change/act-on-change.ts';
import type { Change, ProgramRun, StepProgress } from '#domain/change/change.ts';
import type { RolloutStep } from '#domain/change/declaration.ts';
import { askGate } from '#domain/change/gate.ts';
import { askStops } from '#domain/change/stop-answer.ts';
import { watchAfter } from '#domain/change/watch-grid.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import type { Next } from './next-turn.ts';
import { beginRollback, holdForPeople } from './hold-for-people.ts';
import { askPrograms, readConditions } from './read-conditions.ts';
import { writeChange, type Fence, type Write } from './write-change.ts';

/** One turn of a rollout: what stops it is asked first, then the gate, then the next step runs. */
export async function rollOut(
  change: Change,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { declaration, steps } = change;
  const last = steps.at(-1);
  if (last === undefined) return runStep(change, 0, fence, deps, signal);
  const declared = declaration.rollout[steps.length - 1];
  if (declared === undefined)
    throw new Error(`The change ${change.id} has run a step that it does not declare.`);
  const { run } = last;
  if (run.endedAt === null) {
    // The process that ran it is gone, or this could not be read here.
    if (declared.idempotent) return runStep(change, steps.length - 1, fence, deps, signal);
    return hold(
      change,
      `The step "${declared.name}" was interrupted, and nobody knows how far it came. Look, then promote it or revert it.`,
      fence,
      deps,
    );
  }
  if (run.problem !== null && last.promotedBy === null) {
    return hold(change, `The step "${declared.name}" failed. ${run.problem}`, fence, deps);
  }
  return atGate(change, declared, last, fence, deps, signal);
}

async function atGate(
  change: Change,
  step: RolloutStep,
  { run, promotedBy }: StepProgress,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { declaration, steps } = change;
  const nowMs = deps.clock.now().getTime();
  const sinceMs = Date.parse(run.endedAt ?? run.startedAt);
  const readings = await readConditions(change, sinceMs, nowMs, deps, signal);
  const programs = await askPrograms(change, deps, signal);
  const startedMs = Date.parse(change.startedAt ?? run.startedAt);
  const { fired } = askStops(declaration, { nowMs, startedMs, readings, programs });
  if (fired !== null) {
    const written = await writeChange(
      change.id,
      deps,
      (now, at) =>
        declaration.revertOn.includes(fired.trigger)
          ? beginRollback(now, at, fired.trigger, fired.why)
          : holdForPeople(now, at, fired.why),
      fence,
    );
    return after(written);
  }
  const { blockMs } = declaration.watch;
  const answer = askGate(step.gate, { nowMs, sinceMs, readings, promoted: promotedBy !== null, blockMs });
  if (!answer.open) {
    if (answer.manual)
      return hold(
        change,
        `The step "${step.name}" is through its gate and waits for a person to promote it.`,
        fence,
        deps,
      );
    return {
      kind: 'at',
      atMs: Math.min(answer.againAtMs, nowMs + blockMs),
      why: `The gate of "${step.name}" waits ${answer.waits.join(', ')}.`,
    };
  }
  if (steps.length < declaration.rollout.length) return runStep(change, steps.length, fence, deps, signal);
  return after(await writeChange(change.id, deps, beginWatch, fence));
}

function beginWatch(change: Change, at: string): Write {
  const acted = actOnChange(change, { action: 'watch', actor: KEDGE, at, reason: null });
  if ('refused' in acted) return acted;
  const ended = change.steps.at(-1)?.run.endedAt ?? at;
  const rollout = {
    rolloutStartMs: Date.parse(change.steps[0]?.run.startedAt ?? at),
    rolloutEndMs: Date.parse(ended),
  };
  const watch = watchAfter(change.declaration.watch, 1, rollout);
  const until = new Date(watch.startMs + watch.watchMs).toISOString();
  const text = `Rolled out. Watched from ${new Date(watch.startMs).toISOString()} until ${until}.`;
  return {
    change: { ...acted.change, watch },
    event: { kind: 'watching', actor: KEDGE, text },
    call: { kind: 'tell', text, answerBy: null },
  };
}

/** Written down before it begins and after it ended: what lies between is known to be unknown after a kill. */
async function runStep(
  change: Change,
  index: number,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const step = change.declaration.rollout[index];
  if (step === undefined) throw new Error(`The change ${change.id} has no step ${index + 1}.`);
  const begun = await writeChange(
    change.id,
    deps,
    (now, at): Write => {
      const obstacle = now.state === 'rolling' ? null : `The change ${now.id} is ${now.state} meanwhile.`;
      if (obstacle !== null) return { refused: obstacle };
      const run: ProgramRun = {
        argv: step.run.argv,
        startedAt: at,
        endedAt: null,
        exitCode: null,
        output: null,
        problem: null,
        attempt: fence.attempt,
      };
      return {
        change: { ...now, steps: [...now.steps.slice(0, index), { run, promotedBy: null }] },
        event: {
          kind: 'step',
          actor: KEDGE,
          text: `The step "${step.name}" runs: ${step.run.argv.join(' ')}`,
        },
        audit: { step: step.name, argv: [...step.run.argv], attempt: fence.attempt },
      };
    },
    fence,
  );
  if ('refused' in begun) return refusedOrChanged(change, begun.refused, fence, deps);
  const facts = {
    KEDGE_CHANGE: change.id,
    KEDGE_STEP: step.name,
    KEDGE_ATTEMPT: String(fence.attempt),
    ...reachFacts(step),
  };
  const end = await deps.runner.run({ command: step.run, facts }, signal);
  const written = await writeChange(
    change.id,
    deps,
    (now, at): Write => {
      const own = now.steps[index];
      if (own === undefined) return { refused: `The step "${step.name}" is not on record.` };
      const run = {
        ...own.run,
        endedAt: at,
        exitCode: end.exitCode,
        output: end.output,
        problem: end.problem,
      };
      return {
        change: { ...now, steps: [...now.steps.slice(0, index), { ...own, run }] },
        event: {
          kind: 'step ended',
          actor: KEDGE,
          text: end.problem ?? `The step "${step.name}" ended with 0.`,
        },
        audit: { step: step.name, exit_code: end.exitCode, output_sha256: end.output },
      };
    },
    fence,
  );
  return after(written);
}

function reachFacts({ reach }: RolloutStep): Readonly<Record<string, string>> {
  switch (reach.kind) {
    case 'percent':
      return { KEDGE_PERCENT: String(reach.percent) };
    case 'stacks':
      return { KEDGE_STACKS: reach.stacks.join(',') };
    case 'regions':
      return { KEDGE_REGIONS: reach.regions.join(',') };
  }
}

const after = (written: { readonly change: Change } | { readonly refused: string }): Next =>
  'refused' in written ? { kind: 'refused', why: written.refused } : { kind: 'again' };

/** A person may have held or reverted it between two looks at it: then the next turn does that. */
async function refusedOrChanged(
  change: Change,
  why: string,
  fence: Fence,
  { memory }: ChangeDependencies,
): Promise<Next> {
  const now = await memory.findChange(change.id);
  return now !== null && now.attempt === fence.attempt && now.state !== 'rolling'
    ? { kind: 'again' }
    : { kind: 'refused', why };
}

const hold = async (change: Change, why: string, fence: Fence, deps: ChangeDependencies): Promise<Next> =>
  after(await writeChange(change.id, deps, (now, at) => holdForPeople(now, at, why), fence));
