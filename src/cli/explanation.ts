import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CLASS_MEANING, CLASS_REMEDY } from '#domain/drift/drift-class.ts';
import { ACCEPTED_RULE } from '#domain/drift/accepted-baseline.ts';
import type { AppliedRule, Difference, Side, StackReport } from '#domain/drift/report.ts';
import type { Redactor } from '#domain/secret/redact.ts';
import type { SavedReport } from '#platform/saved-reports.ts';
import { ink } from './report/ansi.ts';
import { changeOf, partLine, subjectOf } from '#domain/drift/text/change.ts';
import { lineDiff } from '#domain/drift/text/line-diff.ts';
import { sideText } from '#domain/drift/text/value-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** One difference for a person: three sides, class, rules, remedy, code. */
export async function explanation(
  of: { readonly saved: SavedReport; readonly stack: StackReport; readonly difference: Difference },
  redactor: Redactor,
  color: boolean,
): Promise<string> {
  const { saved, stack, difference } = of;
  const paint = ink(color);
  const suppressed = difference.rules.find((rule) => rule.effect === 'suppressed');
  const head = suppressed ? 'suppressed' : difference.drift ? 'drift' : 'reported apart';
  return [
    `${paint.bold(visible(subjectOf(difference)))}  ${paint.dim(difference.fingerprint)}`,
    `  stack     ${visible(stack.id)}, scanned ${saved.savedAt}`,
    `  class     ${difference.class} (${head}): ${CLASS_MEANING[difference.class]}`,
    `  severity  ${difference.severity}`,
    '',
    `  code      ${codeSide(difference)}`,
    ...(await codeLines(of, redactor)).map((line) => `            ${paint.dim(line)}`),
    `  state     ${shown(difference.memory)}`,
    `  reality   ${shown(difference.reality)}`,
    ...changeLines(difference).map((line) => `            ${line}`),
    '',
    ...difference.rules.map((rule) => `  rule      ${ruleText(rule)}`),
    ...difference.notes.map((note) => `  note      ${visible(note)}`),
    ...(difference.previous_address === null
      ? []
      : [`  moved     from ${visible(difference.previous_address)}`]),
    '',
    `  next      ${suppressed ? suppressedRemedy(suppressed) : CLASS_REMEDY[difference.class]}`,
    ...(suppressed || !difference.drift ? [] : [`  decide    ${decideCommand(difference)}`]),
    '',
  ].join('\n');
}

const decideCommand = ({ fingerprint, class: kind }: Difference): string =>
  kind === 'output_effect'
    ? `kedge decide ${fingerprint} --accept --until DATE --reason "..."`
    : `kedge decide ${fingerprint} --revert --reason "..."  (or --adopt, --accept --until DATE)`;

const shown = (side: Side): string => sideText(side, 400);

function codeSide(difference: Difference): string {
  const place = difference.code ? `  at ${visible(difference.code.file)}:${difference.code.line}` : '';
  return `${shown(difference.intent)}${place}`;
}

/** The lines as they stand now, redacted; none where the value is secret, because the code may hold it in clear. */
async function codeLines(
  of: { readonly saved: SavedReport; readonly difference: Difference },
  redactor: Redactor,
): Promise<readonly string[]> {
  const { code, memory, reality, intent } = of.difference;
  if (code === null || [memory, reality, intent].some((side) => side.kind === 'secret')) return [];
  const text = await readFile(resolve(of.saved.root, code.file), 'utf8').catch(() => '');
  const lines = text.split(/\r?\n/).slice(code.line - 1, Math.min(code.end_line, code.line + 5));
  return lines.map((line, i) => `${code.line + i} | ${visible(redactor.redactText(line))}`);
}

/** What moved inside a document or a text of many lines. */
function changeLines(difference: Difference): readonly string[] {
  const change = changeOf(difference);
  if (change.kind === 'document') return change.parts.map((part) => partLine(part, 200));
  if (change.kind !== 'lines') return [];
  return lineDiff(change.before, change.after, 20).map((line) => `${line.sign} ${line.text}`);
}

function ruleText(rule: AppliedRule): string {
  const note = rule.note === undefined ? '' : `: ${visible(rule.note)}`;
  return `${visible(rule.rule)} (${rule.effect})${note}`;
}

function suppressedRemedy(rule: AppliedRule): string {
  if (rule.rule === ACCEPTED_RULE) {
    return 'Nothing. It is reported again as soon as it changes further or its day has passed; `kedge decide ID --withdraw` ends that sooner.';
  }
  return rule.rule.includes('.driftignore')
    ? `Nothing. To see it again, take line ${rule.rule.split(':').at(-1)} out of ${rule.rule.split(':')[0]}.`
    : `Nothing. To see it in every report, disable the rule in kedge.yaml: rules: { disable: [${rule.rule}] }`;
}
