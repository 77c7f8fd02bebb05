import type { Difference } from '#domain/drift/report.ts';
import type { StackStatus } from '#domain/drift/stack-status.ts';
import type { Ink } from './ansi.ts';
import type { StackView } from './report-view.ts';
import { CLASS_LABEL } from './class-label.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { counted } from './summary-text.ts';
import { differenceLines, padTo, subjectColumn, type TableStyle } from './table-difference.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapParts, wrapText } from './wrap-text.ts';

const MAX_DETAIL_LINES = 6;
/** One line of an engine may hold a whole request. */
const MAX_DETAIL_LINE = 400;
const MAX_WARNINGS = 5;

const LABEL: Readonly<Record<StackStatus, string>> = {
  drifted: 'drifted',
  unknown: 'unknown',
  in_sync: 'in sync',
};

/** A stack with everything there is to say about it. */
export function stackLines(view: StackView, showSuppressed: boolean, style: TableStyle): readonly string[] {
  const sections = [
    unknownLines(view, style),
    section('', view.drift, style),
    section('Reported apart (not drift)', view.apart, style, (d) => CLASS_LABEL[d.class]),
    showSuppressed ? section('Suppressed by rules', view.suppressed, style, suppressedBy) : [],
    warningLines(view, style),
  ].filter((lines) => lines.length > 0);
  return [headLines(view, style), ...sections].flatMap((lines, i) => (i === 0 ? lines : [''].concat(lines)));
}

/** `✗ platform/eu  drifted · 3 differences · 42 resources read`. */
export function headLines(
  { stack, drift, apart }: StackView,
  { ink, width }: TableStyle,
  idWidth = 0,
): readonly string[] {
  const { status, engine, owner } = stack;
  const facts = [
    statusText(status, ink),
    stack.unknown === null ? '' : stack.unknown.code,
    drift.length > 0 ? counted(drift.length, 'difference') : '',
    drift.length === 0 && apart.length > 0 ? `${apart.length} reported apart` : '',
    `${counted(stack.resources_read, 'resource')} read`,
    engine === null ? '' : visible(`${engine.name} ${engine.version}`),
    owner === null ? '' : visible(owner),
    stack.moves.length > 0 ? `${counted(stack.moves.length, 'address', 'addresses')} moved` : '',
  ].filter((fact) => fact !== '');
  const [first = '', ...others] = facts;
  const name = `${mark(status, ink)} ${padTo(ink.bold(visible(stack.id)), idWidth)}  `;
  return wrapParts([first, ...others.map(ink.dim)], ink.dim(' · '), width, name);
}

function mark(status: StackStatus, ink: Ink): string {
  if (status === 'drifted') return ink.red('✗');
  return status === 'unknown' ? ink.yellow('?') : ink.green('✓');
}

function statusText(status: StackStatus, ink: Ink): string {
  if (status === 'drifted') return ink.red(LABEL[status]);
  return status === 'unknown' ? ink.yellow(LABEL[status]) : ink.green(LABEL[status]);
}

function section(
  title: string,
  differences: readonly Difference[],
  style: TableStyle,
  tag?: (difference: Difference) => string,
): readonly string[] {
  const column = subjectColumn(differences, style);
  const lines = differences.flatMap((difference) =>
    differenceLines(difference, column, style, tag?.(difference)),
  );
  return title === '' || lines.length === 0 ? lines : [`  ${style.ink.bold(title)}`, ...lines];
}

function suppressedBy(difference: Difference): string {
  const rules = difference.rules
    .filter((rule) => rule.effect === 'suppressed')
    .map((rule) => (rule.note === undefined ? rule.rule : `${rule.rule} (${rule.note})`));
  return visible(`suppressed by ${rules.join(', ')}`);
}

function unknownLines({ stack }: StackView, { ink, width }: TableStyle): readonly string[] {
  const cause = stack.unknown;
  if (cause === null) return [];
  const text = (value: string, first: string): readonly string[] =>
    wrapText(visible(value), width - 2, first).map((line) => `  ${line}`);
  return [
    ...text(cause.sentence, ''),
    ...(cause.missing_action === null ? [] : text(cause.missing_action, 'Missing action: ')),
    ...detailLines(cause.detail, width).map((line) => `  ${ink.dim(`│ ${line}`)}`),
    ...text(cause.next, 'Next: '),
  ];
}

/** The beginning of what the engine said; line ends are kept, everything else is made visible. */
function detailLines(detail: string | null, width: number): readonly string[] {
  const all = (detail ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  // Wrapped and not cut: the end of a line may be the page or the permission that it is about.
  const shown = all.slice(0, MAX_DETAIL_LINES).map((line) => shorten(visible(line), MAX_DETAIL_LINE));
  const lines = shown.flatMap((line) => wrapText(line, width - 4));
  const more = all.length - shown.length;
  return more > 0 ? [...lines, `… ${counted(more, 'more line')}; --format json has all`] : lines;
}

function warningLines({ stack }: StackView, { ink, width }: TableStyle): readonly string[] {
  const shown = stack.warnings.slice(0, MAX_WARNINGS).flatMap((warning) => {
    const lines = wrapText(visible(warning), width - 2, 'warning: ');
    return lines.map((line) => `  ${ink.yellow(line)}`);
  });
  const more = stack.warnings.length - MAX_WARNINGS;
  return more > 0 ? [...shown, `  ${ink.dim(counted(more, 'more warning'))}`] : shown;
}
