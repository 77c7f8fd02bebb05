import type { Difference, Report } from '#domain/drift/report.ts';
import type { Severity } from '#domain/drift/severity.ts';
import { boundedText, type BoundedText } from './bounded-text.ts';
import { changeLine, changeOf, codeSays, partLine, remarks } from '#domain/drift/text/change.ts';
import { CLASS_LABEL } from './class-label.ts';
import { lineDiff } from '#domain/drift/text/line-diff.ts';
import { code, codeElement, plain } from './markdown-text.ts';
import type { RenderOptions } from './render-options.ts';
import { viewOf, type ReportView, type StackView } from './report-view.ts';
import { shorten } from '#domain/drift/text/shorten.ts';
import { counted, nextStep, summaryParts, stacksText, suppressedText } from './summary-text.ts';

export type MarkdownOptions = Pick<RenderOptions, 'showSuppressed'>;

/** GitHub takes comments of 65,536 characters; the rest is for what a workflow writes around the report. */
export const MARKDOWN_LIMIT = 60_000;
/** Room that is kept for the lines at the end. */
const ENDING = 4_000;
/** What could not be read must not be crowded out by what drifted. */
const UNKNOWN_SHARE = 15_000;
const MAX_VALUES = 240;
const MAX_NAME = 200;
const MAX_LINES = 8;
const MAX_DETAIL = 1_500;

const SIGN: Readonly<Record<Severity, string>> = {
  critical: '🟥 critical',
  high: '🟧 high',
  medium: '🟨 medium',
  low: '🟦 low',
};

/** For a pull-request comment or a job summary: at most {@link MARKDOWN_LIMIT} characters, and it says what is missing. */
export function renderMarkdown(report: Report, { showSuppressed }: MarkdownOptions): string {
  const view = viewOf(report);
  const head = headText(view);
  const unknown = boundedText(UNKNOWN_SHARE);
  const missing = [unknownSection(unknown, view.stacks)];
  const body = boundedText(MARKDOWN_LIMIT - ENDING - head.length - unknown.text().length);
  missing.push(driftSections(body, view.stacks));
  // Sections that are folded stand behind what is open, but what drifted has the first claim on the room.
  const drift = body.text();
  const folded = boundedText(body.room());
  missing.push(
    foldedSection(
      folded,
      'reported apart (not drift)',
      entriesOf(view.stacks, (s) => s.apart),
    ),
  );
  if (showSuppressed) {
    missing.push(
      foldedSection(
        folded,
        'suppressed by rules',
        entriesOf(view.stacks, (s) => s.suppressed),
      ),
    );
  }
  const gaps = missing.filter((gap) => gap !== null);
  return head + drift + unknown.text() + folded.text() + endText(view, gaps, showSuppressed);
}

function headText(view: ReportView): string {
  const { drifted, unknown } = view.report.summary.stacks;
  const sign = drifted > 0 ? '🔴' : unknown > 0 || view.stacks.length === 0 ? '🟡' : '🟢';
  const facts = summaryParts(view).slice(1).join(' · ');
  return `## ${sign} Kedge: ${stacksText(view)}\n\n${facts}\n`;
}

function driftSections(out: BoundedText, stacks: readonly StackView[]): string | null {
  let missing = 0;
  for (const { stack, drift } of stacks) {
    const [first, ...others] = drift.map(driftRow);
    if (first === undefined) continue;
    const head = `\n### ${code(shorten(stack.id, MAX_NAME))} · ${counted(drift.length, 'difference')}\n\n${DRIFT_HEAD}`;
    // A table without a row would look like a stack without drift.
    if (!out.add(head + first)) missing += drift.length;
    else missing += others.filter((row) => !out.add(row)).length;
  }
  return missing === 0 ? null : counted(missing, 'difference');
}

const DRIFT_HEAD = '| Severity | Resource | Change | Class | Code |\n| --- | --- | --- | --- | --- |\n';

function driftRow(difference: Difference): string {
  const cells = [
    SIGN[difference.severity],
    subjectCell(difference),
    changeCell(difference),
    CLASS_LABEL[difference.class],
    codeCell(difference),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function subjectCell({ address, path }: Difference): string {
  const names = [address, ...(path === '' ? [] : [path])];
  return names.map((name) => code(shorten(name, MAX_NAME))).join(' ');
}

function changeCell(difference: Difference): string {
  const notes = remarks(difference).map((note) => plain(shorten(note, MAX_VALUES)));
  return [...changeTexts(difference), ...notes.slice(0, 3)].join('<br>');
}

/** A cell has no lines of its own: those of a document or of a text stand under each other with breaks. */
function changeTexts(difference: Difference): readonly string[] {
  const change = changeOf(difference);
  const says = codeSays(difference, MAX_VALUES);
  const intent = says === null || change.kind === 'pair' ? [] : [plain(says)];
  if (change.kind === 'document') {
    const parts = change.parts.slice(0, MAX_LINES);
    const more = change.parts.length - parts.length;
    return [
      change.text,
      ...parts.map((part) => `${code(shorten(part.path, MAX_NAME))} ${code(partLine(part, MAX_VALUES))}`),
      ...(more > 0 ? [`${more} more`] : []),
      ...intent,
    ];
  }
  if (change.kind === 'lines') {
    const lines = lineDiff(change.before, change.after, MAX_LINES).filter(({ sign }) => sign !== ' ');
    return [
      change.text,
      ...lines.map(({ sign, text }) => code(shorten(`${sign} ${text}`, MAX_VALUES))),
      ...intent,
    ];
  }
  if (change.kind === 'words') return [change.text, ...intent];
  return [code(shorten(changeLine(difference, MAX_VALUES), MAX_VALUES * 2))];
}

function codeCell({ code: place }: Difference): string {
  return place === null ? '' : code(`${shorten(place.file, MAX_NAME)}:${place.line}`);
}

function unknownSection(out: BoundedText, stacks: readonly StackView[]): string | null {
  let missing = 0;
  for (const { stack } of stacks) {
    if (stack.unknown === null) continue;
    const { code: reason, sentence, missing_action, detail, next } = stack.unknown;
    const detailLines = shorten(detail ?? '', MAX_DETAIL)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
    const lines = [
      `\n<details><summary>❔ ${codeElement(shorten(stack.id, MAX_NAME))} is unknown (${codeElement(reason)}): ${plain(shorten(sentence, MAX_VALUES))}</summary>\n`,
      ...(missing_action === null ? [] : [`Missing action: ${code(shorten(missing_action, MAX_NAME))}\n`]),
      ...(detailLines.length === 0
        ? []
        : [`${detailLines.map((line) => code(line.trim())).join('<br>\n')}\n`]),
      `Next: ${plain(shorten(next, MAX_VALUES))}\n`,
      '</details>\n',
    ];
    if (!out.add(lines.join('\n'))) missing++;
  }
  return missing === 0 ? null : counted(missing, 'unknown stack');
}

interface Entry {
  readonly stack: string;
  readonly difference: Difference;
}

function entriesOf(
  stacks: readonly StackView[],
  pick: (view: StackView) => readonly Difference[],
): readonly Entry[] {
  return stacks.flatMap((view) => pick(view).map((difference) => ({ stack: view.stack.id, difference })));
}

function foldedSection(out: BoundedText, title: string, entries: readonly Entry[]): string | null {
  if (entries.length === 0) return null;
  const close = '\n</details>\n';
  const open = `\n<details><summary>${counted(entries.length, 'difference')} ${title}</summary>\n\n${FOLDED_HEAD}`;
  const rows = boundedText(out.room() - open.length - close.length);
  const missing = entries.filter((entry) => !rows.add(foldedRow(entry))).length;
  if (missing < entries.length) out.add(open + rows.text() + close);
  return missing === 0 ? null : `${counted(missing, 'difference')} ${title}`;
}

const FOLDED_HEAD = '| Stack | Resource | Change | Why |\n| --- | --- | --- | --- |\n';

function foldedRow({ stack, difference }: Entry): string {
  const rules = difference.rules.filter((rule) => rule.effect === 'suppressed').map(({ rule }) => code(rule));
  const why = rules.length > 0 ? rules.join(' ') : CLASS_LABEL[difference.class];
  const cells = [code(shorten(stack, MAX_NAME)), subjectCell(difference), changeCell(difference), why];
  return `| ${cells.join(' | ')} |\n`;
}

function endText(view: ReportView, gaps: readonly string[], showSuppressed: boolean): string {
  const suppressed = shorten(suppressedText(view), MAX_VALUES * 2);
  const next = nextStep(view);
  return [
    gaps.length === 0
      ? ''
      : `\n**${gaps.join(' and ')} not shown: the comment would be too long. \`kedge scan --format json\` has all.**\n`,
    suppressed === '' || showSuppressed ? '' : `\n<sub>${plain(suppressed)}</sub>\n`,
    next === null ? '' : `\nNext: ${code(next)}\n`,
  ].join('');
}
