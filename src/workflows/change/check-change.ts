import { heldText, lockKeys } from '#domain/change/change-lock.ts';
import { approvalsMissing, approvalsNeeded } from '#domain/change/change-approval.ts';
import type { Change, CheckedPower, CheckResult } from '#domain/change/change.ts';
import type { Command, PreCheck } from '#domain/change/declaration.ts';
import { askDrift } from '#domain/change/drift-check.ts';
import { askErrorBudget } from '#domain/change/error-budget.ts';
import { askFreezes } from '#domain/change/freeze-calendar.ts';
import { settleChecks } from '#domain/change/settle-checks.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import { powerReport, type PowerReport } from '#domain/release/power-report.ts';
import { metricAlpha } from '#domain/release/spend-alpha.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { readBlocks } from './read-blocks.ts';
import { readHistory } from './read-history.ts';
import { tryCodeRollback, type TriedRollback } from './try-code-rollback.ts';
import { writeChange } from './write-change.ts';

export interface Checked {
  readonly change: Change;
  readonly results: readonly CheckResult[];
  /** What would be seen of each metric after how long; empty where the history could not be read. */
  readonly power: readonly PowerReport[];
}

/** Everything that can be known before the start, asked now and written down. */
export async function checkChange(
  id: string,
  actor: string,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Checked | { readonly refused: string }> {
  const change = await deps.memory.findChange(id);
  if (change === null)
    return { refused: `There is no change ${id}. kedge change open changes/${id}.yaml opens one.` };
  if (change.state !== 'draft' && change.state !== 'ready') {
    return { refused: `The change ${id} is ${change.state}: checks are for before the start.` };
  }
  const results: CheckResult[] = [];
  const tried = await tryRollback(change, deps, signal);
  for (const check of change.declaration.checks) results.push(await ask(check, change, tried, deps, signal));
  // What Kedge itself would apply has to have been tried, whether anybody asked for it or not.
  if (tried !== null && !results.some(({ kind }) => kind === 'rollback_tried'))
    results.push({ name: 'rollback tried', kind: 'rollback_tried', ...tried.answer });
  results.push(await askLocks(change, deps), ...(await askChannel(change, deps)));
  const { power, results: judged } = await askPower(change, deps, signal);
  results.push(...judged);
  const green = results.some(({ kind, outcome }) => kind === 'rollback_tried' && outcome === 'passed');
  const written = await writeChange(id, deps, (now, at) => {
    if (now.digest !== change.digest)
      return { refused: `The declaration of ${id} changed while it was checked. Check it again.` };
    const known = green
      ? { ...now, rollbackTried: { at, digest: now.digest, reach: [...(tried?.reach ?? [])] } }
      : now;
    const settled = settleChecks(known, results, at, power.map(storedPower));
    if ('refused' in settled) return settled;
    const red = results.filter(({ outcome }) => outcome !== 'passed').length;
    const text =
      red === 0
        ? `All ${results.length} checks are green.`
        : `${red} of ${results.length} checks are not green.`;
    return {
      change: settled.change,
      event: { kind: 'checked', actor, text },
      audit: { digest: now.digest, red },
    };
  });
  return 'refused' in written ? written : { change: written.change, results, power };
}

const storedPower = ({ name, rows, refusal }: PowerReport): CheckedPower => ({
  name,
  rows: rows.map(({ afterMs, share }) => ({ afterMs, share })),
  refusal,
});

type Answer = Pick<CheckResult, 'outcome' | 'sentence'>;

/** null: it is not Kedge that would do it. */
const tryRollback = async (
  change: Change,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<TriedRollback | null> => {
  const { does } = change.declaration.rollback;
  return does.kind === 'git_revert' ? tryCodeRollback(change, does, deps, signal) : null;
};

async function ask(
  check: PreCheck,
  change: Change,
  tried: TriedRollback | null,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<CheckResult> {
  const answer = await answerOf(check, change, tried, deps, signal);
  return { name: check.name, kind: check.kind, ...answer, sentence: deps.redactText(answer.sentence) };
}

async function answerOf(
  check: PreCheck,
  change: Change,
  tried: TriedRollback | null,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Answer> {
  const nowMs = deps.clock.now().getTime();
  switch (check.kind) {
    case 'command':
      return program(check.command, change, check.name, deps, signal, `${check.name} ended with 0.`);
    case 'alarms':
      return program(check.command, change, check.name, deps, signal, 'No alarm is on.');
    case 'drift':
      return driftOf(change, nowMs, check.scanAtMostMs, deps);
    case 'freeze': {
      const read = await deps.freezes.read(check.file);
      const rollout = change.declaration.rollout.reduce((sum, { gate }) => sum + gate.atLeastMs, 0);
      return 'problem' in read
        ? { outcome: 'unknown', sentence: read.problem }
        : askFreezes(read.freezes, nowMs, rollout);
    }
    case 'approvals': {
      const missing = approvalsMissing(change);
      const needed = approvalsNeeded(change);
      return missing > 0
        ? {
            outcome: 'failed',
            sentence: `${needed - missing} of ${needed} approvals are in, none of them the owner's: kedge change approve ${change.id}`,
          }
        : { outcome: 'passed', sentence: `${needed} of ${needed} approvals are in.` };
    }
    case 'error_budget':
      return budgetOf(check, change, nowMs, deps, signal);
    case 'rollback_tried': {
      if (tried !== null) return tried.answer;
      const { dry } = change.declaration.rollback;
      if (dry === null)
        return { outcome: 'failed', sentence: 'The rollback cannot be tried: it has no `dry`.' };
      return program(
        dry,
        change,
        'the rollback',
        deps,
        signal,
        'The rollback was tried without doing it, and ended with 0.',
      );
    }
  }
}

async function program(
  command: Command,
  { id, attempt }: Change,
  check: string,
  { runner }: ChangeDependencies,
  signal: AbortSignal,
  green: string,
): Promise<Answer> {
  const facts = { KEDGE_CHANGE: id, KEDGE_CHECK: check, KEDGE_ATTEMPT: String(attempt) };
  const { exitCode, problem, tail } = await runner.run({ command, facts }, signal);
  if (problem === null) return { outcome: 'passed', sentence: green };
  const said = tail.trim().split('\n').at(-1) ?? '';
  return {
    outcome: exitCode === null ? 'unknown' : 'failed',
    sentence: `${problem}${said === '' ? '' : ` It said: ${said}`}`,
  };
}

async function driftOf(
  { declaration }: Change,
  nowMs: number,
  scanAtMostMs: number,
  { memory }: ChangeDependencies,
): Promise<Answer> {
  const stacks = await memory.change(async (reading) => {
    const found: Parameters<typeof askDrift>[0][number][] = [];
    for (const stack of declaration.stacks) {
      const known = await reading.findStack(stack);
      found.push({ stack, lastScan: known?.lastScan ?? null, records: await reading.driftOfStack(stack) });
    }
    return found;
  });
  return askDrift(stacks, nowMs, scanAtMostMs);
}

async function budgetOf(
  check: Extract<PreCheck, { kind: 'error_budget' }>,
  { declaration }: Change,
  nowMs: number,
  { metrics: reader }: ChangeDependencies,
  signal: AbortSignal,
): Promise<Answer> {
  const metric = declaration.metrics.find(({ name }) => name === check.metric);
  if (metric === undefined)
    return { outcome: 'failed', sentence: `The metric ${check.metric} is not declared.` };
  const { blockMs } = declaration.watch;
  const toMs = Math.floor(nowMs / blockMs) * blockMs;
  const fromMs = toMs - Math.floor(check.windowMs / blockMs) * blockMs;
  const read = await readBlocks(metric.release, metric, { fromMs, toMs, blockMs }, reader, signal);
  return 'fault' in read
    ? { outcome: 'unknown', sentence: read.detail }
    : askErrorBudget(read.series, check.objective, check.left);
}

async function askLocks({ id, declaration }: Change, { memory }: ChangeDependencies): Promise<CheckResult> {
  const holders = await memory.lockHolders(lockKeys(declaration));
  const first = holders.find(({ change }) => change !== id);
  return {
    name: 'nothing else runs there',
    kind: 'lock',
    outcome: first === undefined ? 'passed' : 'failed',
    sentence: first === undefined ? 'No other change holds its stacks and services.' : heldText(first),
  };
}

/** A change whose messages reach nobody is not called green. */
async function askChannel(
  { declaration }: Change,
  { caller }: ChangeDependencies,
): Promise<readonly CheckResult[]> {
  const answer = await caller.channelCheck(declaration.channel);
  return answer === null ? [] : [{ name: 'its channel is set up', kind: 'channel', ...answer }];
}

/** What the watch would see if it started now, with the data there is. */
async function askPower(
  change: Change,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<{ readonly power: readonly PowerReport[]; readonly results: readonly CheckResult[] }> {
  const { blockMs, durationMs, familyAlpha } = change.declaration.watch;
  const startMs = Math.floor(deps.clock.now().getTime() / blockMs) * blockMs;
  const watch = {
    number: 1,
    startMs,
    watchMs: Math.ceil(durationMs / blockMs) * blockMs,
    blockMs,
    looks: 0,
    shiftDays: 0,
  };
  const read = await readHistory(change, watch, startMs, deps, signal);
  if ('fault' in read) {
    const sentence = deps.redactText(`The history of ${read.metric} could not be read: ${read.fault.detail}`);
    return { power: [], results: [{ name: 'metrics', kind: 'power', outcome: 'unknown', sentence }] };
  }
  const evidence = watchEvidence(change.declaration, watch, read.history, []);
  const alpha = metricAlpha(familyAlpha, evidence.metrics.length);
  const power = evidence.metrics.map((metric) => {
    const { name } = metric.plan;
    const plan = change.declaration.metrics.find((each) => each.name === name);
    const shares = read.history.metrics.find((each) => each.name === name)?.slowShares ?? null;
    const p95 = plan === undefined || shares === null ? null : { plan, shares };
    return powerReport(metric, evidence.watch, alpha, p95);
  });
  return {
    power,
    results: power.map(({ name, refusal }) => ({
      name: `power of ${name}`,
      kind: 'power',
      outcome: refusal === null ? 'passed' : 'failed',
      sentence: refusal ?? 'The change that must not be missed would be seen within the watch.',
    })),
  };
}
