import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { judgeRelease } from '#domain/release/judge-release.ts';
import type { Outcome } from '#domain/release/outcome.ts';
import { storedVerdict } from '#domain/release/stored/stored-verdict.ts';
import { readMetricFile, type FileSeries } from '#platform/metric-file.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { buildEvidence } from '../judge/build-evidence.ts';
import { powerReports, powerText } from '../judge/power-text.ts';
import { svgPicture } from '#domain/release/picture/svg-picture.ts';
import { verdictText } from '../judge/verdict-text.ts';
import { printJson, printText } from '../print.ts';
import type { JudgeFlags } from './judge.ts';

/** Regressed is what a scan's drift is: something was found. Inconclusive is what unknown is. */
export const EXIT_OF_OUTCOME: Readonly<Record<Outcome, number>> = {
  CLEARED: EXIT.inSync,
  REGRESSED: EXIT.drift,
  INCONCLUSIVE: EXIT.unknown,
  ERROR: EXIT.error,
};

/** `kedge judge`: a verdict from files, and its picture. */
export async function judgeAction(context: KedgeContext, flags: JudgeFlags): Promise<void> {
  if (Number.isNaN(flags.alpha)) return fail(context, 'The false-alarm rate can be 5% or 1%.');
  const all: FileSeries[] = [];
  for (const name of flags.metrics) {
    const file = await readMetricFile(resolve(context.cwd, name), name);
    if ('problem' in file) return fail(context, file.problem);
    if (file.ignored.length > 0) {
      context.process.stderr.write(`Of ${name} the columns ${file.ignored.join(', ')} are not used.\n`);
    }
    all.push(...file.series);
  }
  const built = buildEvidence(all, flags);
  if ('problem' in built) return fail(context, built.problem);
  const { evidence } = built;
  if (flags.power) return printPower(context, flags, evidence);
  if (flags.svg !== undefined && !(await writePicture(context, flags.svg, svgPicture(evidence)))) return;
  if (flags.json) context.process.stdout.write(storedVerdict(evidence));
  else printText(context, ({ color }) => verdictText(evidence, color));
  context.process.exitCode = EXIT_OF_OUTCOME[judgeRelease(evidence).outcome];
}

function printPower(
  context: KedgeContext,
  flags: JudgeFlags,
  evidence: Parameters<typeof powerReports>[0],
): void {
  const reports = powerReports(evidence);
  if (flags.json) printJson(context, reports);
  else printText(context, () => powerText(reports));
  context.process.exitCode = reports.some(({ refusal }) => refusal !== null) ? EXIT.unknown : EXIT.inSync;
}

/** @returns false when it could not be written, which was said then */
export async function writePicture(context: KedgeContext, file: string, svg: string): Promise<boolean> {
  try {
    await writeFile(resolve(context.cwd, file), svg);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    fail(context, `Cannot write the picture to ${file} (${code}). Give a file in a folder that exists.`);
    return false;
  }
}

export function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
