import type { Report } from '#domain/drift/report.ts';
import { ink } from './ansi.ts';
import type { RenderOptions } from './render-options.ts';
import { viewOf, type ReportView, type StackView } from './report-view.ts';
import { counted, nextStep, summaryParts, suppressedText } from './summary-text.ts';
import type { TableStyle } from './table-difference.ts';
import { headLines, stackLines } from './table-stack.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapParts, wrapText } from './wrap-text.ts';
import { textWidth } from './text-width.ts';

/** Up to this many stacks that are in sync have a line each. */
const MAX_QUIET_LINES = 10;
const MIN_WIDTH = 60;
/** On wider terminals the eye would lose the line between its two ends. */
const MAX_WIDTH = 140;

export type TableOptions = Pick<RenderOptions, 'color' | 'width' | 'showSuppressed' | 'root'>;

/** The report for a person at a terminal: worst first, one line a difference where it fits. */
export function renderTable(report: Report, options: TableOptions): string {
  const view = viewOf(report);
  const style: TableStyle = {
    ink: ink(options.color),
    width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, options.width)),
    root: rootPrefix(options.root),
    short: view.short,
  };
  const quiet = view.stacks.filter((stack) => isQuiet(stack, options.showSuppressed));
  const loud = view.stacks.filter((stack) => !quiet.includes(stack));
  const blocks = [
    ...loud.map((stack) => stackLines(stack, options.showSuppressed, style)),
    quietLines(quiet, style),
    endLines(view, options.showSuppressed, style),
  ].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** In sync with nothing else to say: only these may be collapsed. */
function isQuiet({ stack, drift, apart, suppressed }: StackView, showSuppressed: boolean): boolean {
  const details = drift.length + apart.length + stack.warnings.length;
  return stack.status === 'in_sync' && details === 0 && !(showSuppressed && suppressed.length > 0);
}

function quietLines(quiet: readonly StackView[], style: TableStyle): readonly string[] {
  if (quiet.length > MAX_QUIET_LINES) {
    const read = quiet.reduce((sum, { stack }) => sum + stack.resources_read, 0);
    const { green, dim } = style.ink;
    return [
      `${green('✓')} ${counted(quiet.length, 'stack')} ${green('in sync')}${dim(` · ${counted(read, 'resource')} read`)}`,
    ];
  }
  const idWidth = Math.max(0, ...quiet.map(({ stack }) => textWidth(visible(stack.id))));
  return quiet.flatMap((stack) => headLines(stack, style, idWidth));
}

function endLines(view: ReportView, showSuppressed: boolean, style: TableStyle): readonly string[] {
  const { bold, dim, cyan } = style.ink;
  const suppressed = suppressedText(view) + (showSuppressed ? '' : '; --no-suppress shows them');
  const next = nextStep(view);
  const [verdict = '', ...rest] = summaryParts(view);
  return [
    ...(view.suppressed === 0 ? [] : wrapText(suppressed, style.width).map(dim)),
    ...wrapParts([bold(verdict), ...rest], ' · ', style.width),
    ...(next === null ? [] : [`Next: ${cyan(next)}`]),
  ];
}

function rootPrefix(root: string | undefined): string {
  if (root === undefined || root === '' || root === '.') return '';
  return root.endsWith('/') ? root : `${root}/`;
}
