import { run } from '@stricli/core';
import { saveReport } from '#platform/saved-reports.ts';
import { createNarrator } from '#demo/narrator.ts';
import { runDemo, type DemoOutcome, type DemoRequest } from '#demo/run-demo.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { leaveForMemory } from '../leave-for-memory.ts';
import { runScan } from '../run-scan.ts';
import { writeReports } from '../write-reports.ts';
import type { DemoFlags } from './demo.ts';

export async function demoAction(context: KedgeContext, flags: DemoFlags): Promise<void> {
  const { problem } = await (flags.release ? releaseDemo(context, flags) : driftDemo(context, flags));
  const said = context.signal.aborted ? 'The demo was interrupted. Nothing is left running.' : problem;
  if (said !== null) context.process.stderr.write(`${said}\n`);
  context.process.exitCode = context.signal.aborted
    ? EXIT.interrupted
    : problem === null
      ? EXIT.inSync
      : EXIT.error;
}

async function releaseDemo(context: KedgeContext, flags: DemoFlags): Promise<DemoOutcome> {
  if (flags.keep) return { problem: 'Cannot use --keep together with --release. Give one of them.' };
  const { runReleaseDemo } = await import('#demo/release/run-release-demo.ts');
  return runReleaseDemo({
    env: context.env,
    cwd: context.cwd,
    signal: context.signal,
    narrator: createNarrator(context.process.stdout, () => performance.now()),
    folder: flags.dir ?? null,
    command: context.env['KEDGE_STARTED_AS'] ?? 'kedge',
    run: (args, { folder, env, clock }) => runAndShow({ ...context, env, clock, cwd: folder }, args),
  });
}

function driftDemo(context: KedgeContext, flags: DemoFlags): Promise<DemoOutcome> {
  return runDemo({
    env: context.env,
    cwd: context.cwd,
    signal: context.signal,
    narrator: createNarrator(context.process.stdout, () => performance.now()),
    folder: flags.dir ?? null,
    keep: flags.keep,
    command: context.env['KEDGE_STARTED_AS'] ?? 'kedge',
    scan: (folder, env) => scanAndShow({ ...context, env, cwd: folder }),
    run: (args, folder, env) => runAndShow({ ...context, env, cwd: folder }, args),
  });
}

/** The path of any command, so that the demo shows what a person would see. */
async function runAndShow(context: KedgeContext, args: readonly string[]): Promise<number> {
  const { kedgeApplication } = await import('../application.ts');
  const own = { stdout: context.process.stdout, stderr: context.process.stderr, exitCode: 0 };
  // Nobody is asked: the demo has said yes before it started.
  const { ask: _ask, ...rest } = context;
  context.process.stdout.write('\n');
  await run(kedgeApplication(context.version), args, { ...rest, process: own });
  context.process.stdout.write('\n');
  return own.exitCode;
}

/** The path of `kedge scan`, so that the demo shows nothing that a scan does not. */
async function scanAndShow(context: KedgeContext): ReturnType<DemoRequest['scan']> {
  const outcome = await runScan(context, {
    paths: ['.'],
    overrides: {},
    concurrency: null,
    quiet: false,
    verbose: false,
  });
  if ('problem' in outcome) return outcome;
  await saveReport(outcome.kedge.cache, outcome.root, outcome.report);
  await leaveForMemory(context, outcome);
  context.process.stdout.write('\n');
  const problem = await writeReports(context, outcome.report, {
    format: [],
    json: false,
    suppress: true,
    times: false,
    color: 'auto',
  });
  if (problem !== null) return { problem };
  context.process.stdout.write('\n');
  return { report: outcome.report };
}
