import type { ReleaseEvidence } from '#domain/release/evidence.ts';
import { powerReport, type PowerReport, type PowerRow } from '#domain/release/power-report.ts';
import { metricAlpha } from '#domain/release/spend-alpha.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapText } from '../report/wrap-text.ts';
import { span } from '#domain/release/picture/span.ts';

const TEXT_COLUMNS = 78;

export function powerReports({ watch, metrics }: ReleaseEvidence): readonly PowerReport[] {
  const alpha = metricAlpha(watch.familyAlpha, metrics.length);
  return metrics.map((evidence) => powerReport(evidence, watch, alpha));
}

/** What would be seen after how long, and for which metrics the plan cannot be held to. */
export function powerText(reports: readonly PowerReport[]): string {
  const parts = reports.map(({ name, rows, refusal }) => {
    const lines = rows.map((row) => `  after ${span(row.afterMs).padStart(4)}  ${changeText(row)}`);
    const words = refusal === null ? [] : ['', ...wrapText(refusal, TEXT_COLUMNS).map((line) => `  ${line}`)];
    return [`${visible(name)}: four of five watches would show`, ...lines, ...words].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** A share of slow requests stands for p95 and is told as that first, where it can be. */
function changeText({ share, p95 }: PowerRow): string {
  if (share === null) return 'no change at all';
  const change = `a change of ${percent(share)} or more`;
  return p95 === null ? change : `p95 longer by ${percent(p95)} or more (${change} of the slow share)`;
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
