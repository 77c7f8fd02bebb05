import type { ReportView } from './report-view.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** `1 stack`, `2 stacks`, `1,204 resources`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${number(count)} ${count === 1 ? singular : plural}`;
}

/** With thousands separated, the same on every machine. */
export const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `2 stacks drifted, 1 unknown, 7 in sync`. */
export function stacksText(view: ReportView): string {
  const { stacks } = view.report.summary;
  const parts = [
    { count: stacks.drifted, what: 'drifted' },
    { count: stacks.unknown, what: 'unknown' },
    { count: stacks.in_sync, what: 'in sync' },
  ].filter((part) => part.count > 0);
  if (parts.length === 0) return 'no stacks scanned';
  return parts
    .map(({ count, what }, i) => `${i === 0 ? counted(count, 'stack') : number(count)} ${what}`)
    .join(', ');
}

/** `3 differences (1 critical, 2 high)`; empty when nothing drifted. */
export function driftText(view: ReportView): string {
  if (view.drift === 0) return '';
  const by = view.severities.map(({ severity, count }) => `${number(count)} ${severity}`).join(', ');
  return `${counted(view.drift, 'difference')} (${by})`;
}

/** `12 differences suppressed by rules (same_json x8, empty_equals_null x4)`; empty when there are none. */
export function suppressedText(view: ReportView): string {
  if (view.suppressed === 0) return '';
  const by = view.suppressedBy.map(({ rule, count }) => `${visible(rule)} x${number(count)}`).join(', ');
  return `${counted(view.suppressed, 'difference')} suppressed by rules (${by})`;
}

/** The line that ends every report for people. */
export function summaryParts(view: ReportView): readonly string[] {
  const resources = view.report.summary.resources_read;
  return [
    stacksText(view),
    driftText(view),
    view.apart > 0 ? `${number(view.apart)} reported apart` : '',
    `${counted(resources, 'resource')} read`,
  ].filter((part) => part !== '');
}

/** The one command to type next; null when there is nothing to do. */
export function nextStep(view: ReportView): string | null {
  if (view.worst !== null) return `kedge explain ${view.short(view.worst.fingerprint)}`;
  const { stacks } = view.report.summary;
  if (stacks.unknown > 0) return 'kedge doctor';
  return stacks.total === 0 ? 'kedge scan PATH' : null;
}
