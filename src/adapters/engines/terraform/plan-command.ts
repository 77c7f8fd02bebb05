import { writeFile } from 'node:fs/promises';
import type { StateVersion } from '#ports/engine.ts';
import { readPlanFileState } from '#platform/plan-file-state.ts';
import { diagnosticText, errorsOf, textDiagnostics } from './diagnostics.ts';
import { failure, failureOf, type Failure } from './failure-reason.ts';
import { createPlanStream, type PlanEvents } from './plan-stream.ts';
import type { StackContext } from './stack-context.ts';

/** What one plan gave. `planJson` holds secrets in clear text. */
export type PlanResult =
  | { readonly kind: 'unchanged'; readonly events: PlanEvents }
  | {
      readonly kind: 'changed';
      readonly events: PlanEvents;
      readonly planJson: string;
      /** The state that the plan was made from; null: the plan file does not tell. */
      readonly state: StateVersion | null;
    }
  | PlanFailure;

export interface PlanFailure {
  readonly kind: 'failed';
  readonly events: PlanEvents;
  readonly failure: Failure;
  /** The engine asks for an init. */
  readonly needsInit: boolean;
}

/** `show` takes none of the words that people add for plans, and fails on them. */
const NO_ADDED_WORDS = { TF_CLI_ARGS: '', TF_CLI_ARGS_show: '' };

/**
 * Plans, and reads the plan back only when something differs. The plan file goes with the run folder that it is in.
 * @param known how many resources the last plan read, for the progress
 */
export async function runPlan(context: StackContext, cwd: string, known: number): Promise<PlanResult> {
  const { lock } = context.stack;
  const words = [`-lock=${lock}`, ...(lock ? ['-lock-timeout=0s'] : [])];
  const { events, exitCode, failed } = await writePlan(context, cwd, known, words);
  if (failed !== null) return failed;
  const narrowed = findNarrowing(events);
  if (narrowed !== null) return { kind: 'failed', events, failure: narrowed, needsInit: false };
  if (exitCode === 0 && differences(events) === 0) return { kind: 'unchanged', events };
  return readPlanBack(context, cwd, events);
}

/** One plan in the plan file of the context. `exitCode` is 0 or 2 unless it failed. */
export async function writePlan(
  context: StackContext,
  cwd: string,
  known: number,
  words: readonly string[],
): Promise<{
  readonly events: PlanEvents;
  readonly exitCode: number | null;
  readonly failed: PlanFailure | null;
}> {
  // Made before the engine opens it, so that nobody else can read it whatever the umask is.
  await writeFile(context.planFile, '', { mode: 0o600 });
  context.onProgress({ kind: 'phase', phase: 'plan' });
  const stream = createPlanStream((read, started) => {
    context.onProgress({ kind: 'resources', read, known: Math.max(known, started) });
  });
  const planned = await context.process.run(planArguments(context, words), {
    cwd,
    onLine: (line) => stream.line(line),
  });
  const events = stream.events();
  const { exitCode } = planned;
  const ended = !planned.aborted && !planned.timedOut && (exitCode === 0 || exitCode === 2);
  if (ended) return { events, exitCode, failed: null };
  const errors = errorsOf([...events.diagnostics, ...textDiagnostics(planned.stderr)]);
  const needsInit = errors.some((error) => /\b(?:terraform|tofu) init\b/.test(diagnosticText(error)));
  const failed: PlanFailure = {
    kind: 'failed',
    events,
    failure: failureOf('plan', planned, events.diagnostics),
    needsInit,
  };
  return { events, exitCode, failed };
}

/** The plan file as JSON, and the state it was made from. */
export async function readPlanBack(
  context: StackContext,
  cwd: string,
  events: PlanEvents,
): Promise<PlanResult & { readonly kind: 'changed' | 'failed' }> {
  context.onProgress({ kind: 'phase', phase: 'show' });
  const [shown, state] = await Promise.all([
    context.process.run(['show', '-no-color', '-json', context.planFile], { cwd, extraEnv: NO_ADDED_WORDS }),
    readPlanFileState(context.planFile),
  ]);
  if (shown.exitCode !== 0 || shown.aborted || shown.timedOut) {
    return { kind: 'failed', events, failure: failureOf('show', shown, []), needsInit: false };
  }
  return { kind: 'changed', events, planJson: shown.stdout.toString('utf8'), state };
}

const differences = ({ changes, drifted, outputChanges }: PlanEvents): number =>
  changes + drifted + outputChanges;

function planArguments({ stack, planFile }: StackContext, words: readonly string[]): readonly string[] {
  return [
    'plan',
    '-input=false',
    '-no-color',
    '-json',
    '-detailed-exitcode',
    '-refresh=true',
    ...words,
    ...stack.varFiles.map((file) => `-var-file=${file}`),
    `-out=${planFile}`,
  ];
}

/** The engine's own word that the plan leaves something out. */
function findNarrowing({ diagnostics }: PlanEvents): Failure | null {
  const said = diagnostics.find(({ summary }) => /(?:targeting|exclusion) is in effect/i.test(summary));
  return said === undefined ? null : failure('incomplete', diagnosticText(said));
}
