import { randomInt } from 'node:crypto';
import { diagnosticText } from '../diagnostics.ts';
import { runPlan, type PlanResult } from '../plan-command.ts';
import type { StackContext } from '../stack-context.ts';
import { auditAnswer } from './audit.ts';
import { openFastCaches, type FastCaches } from './fast-caches.ts';
import { doubtText, FastDoubt } from './fast-doubt.ts';
import type { PlannedWay } from './planned-way.ts';
import { packageVerdicts, type PackageVerdicts } from './package-verdicts.ts';
import { bareReason } from './bare-reasons.ts';
import { prepareFastPlan, runFastPlan, type FastPlan } from './fast-plan.ts';
import { isResting, readHabits, writeHabits } from './stack-habits.ts';
import { typesOfPlan } from './types-in-use.ts';

/** Each so many scans the engine is asked the bare way, too. */
const AUDIT_ONE_IN = 50;

/**
 * Plans the fast way where that is possible, and the bare way whenever anything speaks against what came out: the
 * answer is then the engine's own, and only the time is lost.
 */
export async function planEitherWay(context: StackContext, cwd: string, known: number): Promise<PlannedWay> {
  const bare = async (why: string): Promise<PlannedWay> => {
    context.log(`fast: not used, because ${why}`);
    return { result: await runPlan(context, cwd, known), way: { used: 'bare', why } };
  };
  const against = await findReason(context);
  if (against !== null) return bare(against);
  let prepared: Prepared;
  try {
    prepared = await prepare(context, cwd);
  } catch (error) {
    return bare(doubtText(error));
  }
  const attempt = await tryFast(context, prepared.plan, known);
  if ('doubt' in attempt) {
    const planned = await bare(attempt.doubt);
    await learnFromMiss(context, planned.result);
    return planned;
  }
  if (attempt.stopped) return { result: attempt.result, way: { used: 'fast', why: null } };
  await forgetMisses(context);
  if (!(await wantsAudit(context, prepared.verdicts))) {
    return { result: attempt.result, way: { used: 'fast', why: null } };
  }
  return auditAnswer(attempt.result, () => runPlan(context, cwd, known), {
    ...prepared,
    log: context.log,
  });
}

interface Prepared {
  readonly plan: FastPlan;
  readonly caches: FastCaches;
  readonly verdicts: PackageVerdicts;
}

async function findReason({ stack, engine, env, home }: StackContext): Promise<string | null> {
  if (stack.fast === 'off') return 'it is switched off for this stack';
  const impossible = await bareReason(engine.name, env);
  if (impossible !== null) return impossible;
  if (stack.fast === 'audit') return null;
  return isResting(await readHabits(home), Date.now())
    ? 'it gave no answer several times in a row here, and is tried again after a day'
    : null;
}

async function prepare(context: StackContext, cwd: string): Promise<Prepared> {
  const caches = await openFastCaches(context.cache);
  const plan = await prepareFastPlan(context, cwd, caches);
  const { name, version, fileIdentity } = context.engine;
  const verdicts = packageVerdicts(caches.verdicts, `${name} ${version} ${fileIdentity}`, plan.packages);
  const off = await verdicts.whyOff();
  if (off !== null) throw new FastDoubt(off);
  return { plan, caches, verdicts };
}

type Attempt = { readonly result: PlanResult; readonly stopped: boolean } | { readonly doubt: string };

async function tryFast(context: StackContext, plan: FastPlan, known: number): Promise<Attempt> {
  try {
    const { result, doubt } = await runFastPlan(context, plan, known);
    if (wasStopped(result)) return { result, stopped: true };
    const why = doubt ?? doubtIn(result, context.engine.version);
    return why === null ? { result, stopped: false } : { doubt: why };
  } catch (error) {
    return { doubt: doubtText(error) };
  }
}

/** A plan that was cut off says nothing, whichever way it was made; making it again would ignore the limit. */
const wasStopped = (result: PlanResult): boolean =>
  result.kind === 'failed' && (result.failure.reason === 'cancelled' || result.failure.reason === 'timeout');

/** An error may be the proxy's doing, and so the engine itself is asked. */
function doubtIn(result: PlanResult, expected: string): string | null {
  if (result.kind === 'failed') return 'the fast plan ended with an error';
  const { version } = result.events;
  // What audits said counts for one version of the engine.
  if (version !== null && version !== expected) {
    return `the engine is ${expected} by its own word, and ${version} made the plan`;
  }
  // The engine goes on after this one and leaves the resource out.
  const said = result.events.diagnostics.some((each) =>
    /missing resource schema|no schema (?:available|found)/i.test(diagnosticText(each)),
  );
  return said ? 'the fast plan missed a type that only the state names' : null;
}

async function wantsAudit({ stack }: StackContext, verdicts: PackageVerdicts): Promise<boolean> {
  if (stack.fast === 'audit') return true;
  return randomInt(AUDIT_ONE_IN) === 0 || !(await verdicts.areAudited());
}

/** A plan that fails the bare way, too, says nothing about the fast way. */
async function learnFromMiss({ home }: StackContext, bare: PlanResult): Promise<void> {
  if (bare.kind === 'failed') return;
  const habits = await readHabits(home);
  const types = bare.kind === 'changed' ? typesOfPlan(bare.planJson) : habits.types;
  await writeHabits(home, { types: [...types], misses: habits.misses + 1, missedAtMs: Date.now() });
}

async function forgetMisses({ home }: StackContext): Promise<void> {
  const habits = await readHabits(home);
  if (habits.misses > 0) await writeHabits(home, { ...habits, misses: 0 });
}
