import { saveReport } from '#platform/saved-reports.ts';
import type { KedgeContext } from '../context.ts';
import { leaveForMemory } from '../leave-for-memory.ts';
import { EXIT, exitCodeFor } from '../exit-code.ts';
import { runScan, type ScanOutcome, type ScanOverrides } from '../run-scan.ts';
import { writeReports } from '../write-reports.ts';
import type { ScanFlags } from './scan.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export async function scanAction(context: KedgeContext, flags: ScanFlags, ...paths: string[]): Promise<void> {
  const problem = conflictIn(flags, paths);
  if (problem !== null) return fail(context, problem);
  const outcome =
    flags.planFile === undefined
      ? await runScan(context, { ...scanRequest(flags), paths: paths.length > 0 ? paths : ['.'] })
      : await planFileScan(context, flags.planFile, flags);
  if ('problem' in outcome) return fail(context, outcome.problem);
  // An interrupted scan knows less than the one before it: `kedge explain` keeps speaking of that.
  if (!context.signal.aborted) {
    await saveReport(outcome.kedge.cache, outcome.root, outcome.report);
    // A plan file is no stack of this project, and nobody could act on it.
    if (flags.planFile === undefined) await leaveForMemory(context, outcome);
  }
  const written = await writeReports(context, outcome.report, { ...flags, format: flags.format ?? [] });
  if (written !== null) return fail(context, written);
  context.process.exitCode = context.signal.aborted
    ? EXIT.interrupted
    : exitCodeFor(outcome.report, flags.exitStyle);
}

function scanRequest(flags: ScanFlags): Omit<Parameters<typeof runScan>[1], 'paths'> {
  const overrides: ScanOverrides = {
    ...(flags.engine === undefined ? {} : { engine: flags.engine }),
    ...(flags.workspace === undefined ? {} : { workspace: flags.workspace }),
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }),
    ...(flags.lock === undefined ? {} : { lock: flags.lock }),
    ...(flags.fast === undefined ? {} : { fast: flags.fast ? 'on' : 'off' }),
  };
  return { overrides, concurrency: flags.concurrency ?? null, quiet: flags.quiet, verbose: flags.verbose };
}

async function planFileScan(context: KedgeContext, planFile: string, flags: ScanFlags): Promise<ScanOutcome> {
  const { runPlanFileScan } = await import('../run-plan-file-scan.ts');
  return runPlanFileScan(context, planFile, flags.state ?? null, flags.maxAge ?? DAY_MS);
}

function conflictIn(flags: ScanFlags, paths: readonly string[]): string | null {
  if (flags.planFile !== undefined && paths.length > 0) {
    return `Cannot scan folders and a plan file at once: ${paths.join(' ')} beside --plan-file. Give one of them.`;
  }
  if (flags.planFile === undefined && flags.state !== undefined) {
    return 'Cannot use --state without --plan-file: a scan of a folder reads the state itself.';
  }
  return null;
}

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
