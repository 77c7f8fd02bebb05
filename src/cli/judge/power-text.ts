import type { ReleaseEvidence } from '#domain/release/evidence.ts';
import { powerReport, type PowerReport } from '#domain/release/power-report.ts';
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
    const lines = rows.map(
      ({ afterMs, share }) =>
        `  after ${span(afterMs).padStart(4)}  ${share === null ? 'no change at all' : `a change of ${percent(share)} or more`}`,
    );
    const words = refusal === null ? [] : ['', ...wrapText(refusal, TEXT_COLUMNS).map((line) => `  ${line}`)];
    return [`${visible(name)}: four of five watches would show`, ...lines, ...words].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
