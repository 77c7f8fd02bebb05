import { writeFile } from 'node:fs/promises';
import type { FastComparison } from '#ports/fast-check.ts';
import type { StackContext } from '../stack-context.ts';
import { openFastCaches } from './fast-caches.ts';
import { FastDoubt } from './fast-doubt.ts';
import { prepareFastPlan, withAttached } from './fast-plan.ts';
import { keepAnswers } from './kept-difference.ts';
import { isSamePlan } from './same-answer.ts';

/** Everything that the engine says of one plan. All of it may hold secrets. */
export interface WholeAnswer {
  readonly exitCode: number | null;
  /** Each whole, sorted: what goes wrong with two resources is said in the order in which they were reached. */
  readonly errors: string;
  /** What plan warned of: the first line of each, sorted, because neither order nor place is always the same. */
  readonly warnings: string;
  /** Plan and show as text and as JSON; empty where the plan failed. */
  readonly text: string;
  readonly planJson: string;
}

/**
 * Plans a stack once the bare way and once the fast way and compares what came out. Throws FastDoubt when the fast
 * way steps aside.
 */
export async function compareBothWays(context: StackContext, cwd: string): Promise<FastComparison> {
  const caches = await openFastCaches(context.cache);
  const plan = await prepareFastPlan(context, cwd, caches);
  // Once before, so that what the first run of a configuration pays is not in the time.
  await withAttached(context, plan, (attached) => askEverything(attached, cwd));
  const bare = await timed(() => askEverything(context, cwd));
  const fast = await timed(() => withAttached(context, plan, (attached) => askEverything(attached, cwd)));
  const { result, doubt } = fast.value;
  if (doubt !== null) throw new FastDoubt(doubt);
  const parts = compareAnswers(bare.value, result);
  const differs = parts.some(({ same }) => !same);
  return {
    parts,
    bareMs: bare.ms,
    fastMs: fast.ms,
    keptIn: differs ? await keepAnswers(caches.differences, result, bare.value) : null,
  };
}

export const compareAnswers = (one: WholeAnswer, other: WholeAnswer): FastComparison['parts'] => [
  { what: 'exit code', same: one.exitCode === other.exitCode },
  { what: 'errors', same: one.errors === other.errors },
  { what: 'warnings', same: one.warnings === other.warnings },
  { what: 'plan as JSON, without its time', same: samePlans(one.planJson, other.planJson) },
  { what: 'plan as text', same: one.text === other.text },
];

const samePlans = (one: string, other: string): boolean =>
  one === '' || other === '' ? one === other : isSamePlan(one, other);

/** Terraform's own three questions, without Kedge's reading of the answers. */
export async function askEverything(context: StackContext, cwd: string): Promise<WholeAnswer> {
  const { stack, planFile } = context;
  await writeFile(planFile, '', { mode: 0o600 });
  context.onProgress({ kind: 'phase', phase: 'plan' });
  const planned = await context.process.run(
    [
      'plan',
      '-input=false',
      '-no-color',
      '-detailed-exitcode',
      '-refresh=true',
      '-lock=false',
      ...stack.varFiles.map((file) => `-var-file=${file}`),
      `-out=${planFile}`,
    ],
    { cwd },
  );
  const { exitCode } = planned;
  const errors = sortedErrors(planned.stderr);
  const warnings = warningsIn(planned.stdout.toString('utf8'));
  if (exitCode !== 0 && exitCode !== 2) return { exitCode, errors, warnings, text: '', planJson: '' };
  context.onProgress({ kind: 'phase', phase: 'show' });
  const json = await context.process.run(['show', '-no-color', '-json', planFile], { cwd });
  const text = await context.process.run(['show', '-no-color', planFile], { cwd });
  return {
    exitCode,
    errors: [errors, sortedErrors(json.stderr), sortedErrors(text.stderr)].join(''),
    warnings,
    text: text.stdout.toString('utf8'),
    planJson: json.stdout.toString('utf8'),
  };
}

export const sortedErrors = (said: string): string =>
  said
    .split(/^(?=Error: )/m)
    .map((error) => error.trim())
    .filter((error) => error !== '')
    .toSorted()
    .join('\n\n');

const warningsIn = (printed: string): string =>
  printed
    .split('\n')
    .filter((line) => /^\W*Warning: /.test(line))
    .toSorted()
    .join('\n');

async function timed<T>(run: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const from = performance.now();
  return { value: await run(), ms: performance.now() - from };
}
