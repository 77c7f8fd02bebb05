import { resolve } from 'node:path';
import { compose } from '#compose';
import type { Difference, StackReport } from '#domain/drift/report.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig } from '#platform/config.ts';
import { savedReports, type SavedReport } from '#platform/saved-reports.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { explanation } from '../explanation.ts';
import type { ExplainFlags } from './explain.ts';

export interface Explained {
  readonly saved: SavedReport;
  readonly stack: StackReport;
  readonly difference: Difference;
}

export async function explainAction(
  context: KedgeContext,
  flags: ExplainFlags,
  wanted: string,
  path?: string,
): Promise<void> {
  const loaded = await loadConfig(resolve(context.cwd, path ?? '.'));
  if ('problems' in loaded) return fail(context, loaded.problems.map(configProblemText).join('\n'));
  const composed = await compose({ env: context.env, log: () => {} });
  if ('refused' in composed) return fail(context, composed.refused);
  const reports = await savedReports(composed.kedge.cache, loaded.root);
  if (reports.length === 0) return fail(context, 'Nothing was scanned yet. Run `kedge scan` first.');
  const found = find(reports, wanted);
  if (found.length === 0) return fail(context, notFound(wanted, reports));
  if (flags.json) {
    const plain = found.map(({ stack, difference }) => ({ stack: stack.id, difference }));
    context.process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
    return;
  }
  const color = context.process.stdout.isTTY === true && (context.env['NO_COLOR'] ?? '') === '';
  const texts = await Promise.all(found.map((each) => explanation(each, composed.kedge.redactor, color)));
  context.process.stdout.write(texts.join('\n'));
}

/** In the nearest report that knows it: the root's own first. */
function find(reports: readonly SavedReport[], wanted: string): readonly Explained[] {
  for (const saved of reports) {
    const all = saved.stacks.flatMap((stack) =>
      [...stack.differences, ...stack.suppressed].map((difference) => ({ saved, stack, difference })),
    );
    const found = all.filter(({ difference }) => isMeant(difference, wanted));
    if (found.length > 0) return found;
  }
  return [];
}

function isMeant(difference: Difference, wanted: string): boolean {
  if (/^[0-9a-f]{4,12}$/.test(wanted) && difference.fingerprint.startsWith(wanted)) return true;
  const place = difference.path === '' ? difference.address : `${difference.address}.${difference.path}`;
  return difference.address === wanted || place === wanted;
}

function notFound(wanted: string, reports: readonly SavedReport[]): string {
  const known =
    reports[0]?.stacks.flatMap((stack) => stack.differences.map((difference) => difference.address)) ?? [];
  const some = [...new Set(known)].slice(0, 5);
  const hint =
    some.length === 0 ? 'The last scan found no difference.' : `The last scan knows ${some.join(', ')}.`;
  return `No difference is known as ${wanted}. ${hint} Give a fingerprint from the report or a resource address.`;
}

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
