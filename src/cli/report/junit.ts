import type { Difference, Report, UnknownCause } from '#domain/drift/report.ts';
import { CLASS_MEANING, CLASS_REMEDY } from '#domain/drift/drift-class.ts';
import { changeLine, remarks, subjectOf } from '#domain/drift/text/change.ts';
import { CLASS_LABEL } from './class-label.ts';
import type { RenderOptions } from './render-options.ts';
import { viewOf, type StackView } from './report-view.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { element, text, type XmlElement, xmlDocument } from '#domain/xml.ts';

export type JunitOptions = Pick<RenderOptions, 'times'>;

const MAX_VALUES = 600;

/**
 * JUnit XML: a suite for each stack. A difference that counts as drift is a failed case; one that is reported apart is
 * a skipped case, so that it is seen but neither red nor green; a stack that could not be read is an error; a stack
 * without drift has one passed case, `in sync`.
 */
export function renderJunit(report: Report, { times }: JunitOptions): string {
  const suites = viewOf(report).stacks.map((view) => suite(view, times));
  return xmlDocument(element('testsuites', { name: 'kedge', ...countCases(suites) }, suites));
}

function suite(view: StackView, times: boolean): XmlElement {
  const { stack, drift, apart } = view;
  const name = visible(stack.id);
  const cases = [
    ...drift.map((difference) => testCase(name, subjectOf(difference), failure(difference))),
    ...(stack.unknown === null ? [] : [testCase(name, 'readable', errorOf(stack.unknown))]),
    ...(stack.status === 'in_sync' ? [testCase(name, 'in sync')] : []),
    ...apart.map((difference) => testCase(name, subjectOf(difference), skipped(difference))),
  ];
  const counts = countCases([element('testsuite', {}, cases)]);
  const time: Record<string, string> =
    times && stack.duration_ms !== undefined ? { time: (stack.duration_ms / 1000).toFixed(3) } : {};
  return element('testsuite', { name, ...counts, ...time }, cases);
}

const testCase = (classname: string, name: string, outcome?: XmlElement): XmlElement =>
  element('testcase', { classname, name }, outcome === undefined ? [] : [outcome]);

function failure(difference: Difference): XmlElement {
  const change = changeLine(difference, MAX_VALUES);
  return element('failure', { type: difference.class, message: `${difference.severity}: ${change}` }, [
    text(detail(difference, change)),
  ]);
}

function skipped(difference: Difference): XmlElement {
  const change = changeLine(difference, MAX_VALUES);
  const message = `reported apart, not drift (${CLASS_LABEL[difference.class]}): ${change}`;
  return element('skipped', { message }, [text(detail(difference, change))]);
}

function errorOf(cause: UnknownCause): XmlElement {
  const lines = [
    cause.sentence,
    ...(cause.missing_action === null ? [] : [`Missing action: ${cause.missing_action}`]),
    ...(cause.detail ?? '').split(/\r?\n/),
    `Next: ${cause.next}`,
  ];
  const body = lines.map(visible).join('\n');
  return element('error', { type: cause.code, message: visible(cause.sentence) }, [text(body)]);
}

function detail(difference: Difference, change: string): string {
  const { code } = difference;
  return [
    change,
    `${CLASS_LABEL[difference.class]}: ${CLASS_MEANING[difference.class]}`,
    ...remarks(difference),
    ...(code === null ? [] : [`code: ${visible(code.file)}:${code.line}`]),
    `fingerprint: ${visible(difference.fingerprint)}`,
    CLASS_REMEDY[difference.class],
  ].join('\n');
}

function countCases(suites: readonly XmlElement[]): Readonly<Record<string, string>> {
  const cases = suites.flatMap((entry) => entry.children.filter((child) => child.kind === 'element'));
  const withOutcome = (name: string): string =>
    String(
      cases.filter(({ children }) => children.some((c) => c.kind === 'element' && c.name === name)).length,
    );
  return {
    tests: String(cases.length),
    failures: withOutcome('failure'),
    errors: withOutcome('error'),
    skipped: withOutcome('skipped'),
  };
}
