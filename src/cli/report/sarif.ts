import type { Difference, Report, StackReport, UnknownCause } from '#domain/drift/report.ts';
import { CLASS_MEANING } from '#domain/drift/drift-class.ts';
import { changeLine, remarks, subjectOf } from '#domain/drift/text/change.ts';
import { jsonText } from './json-text.ts';
import type { RenderOptions } from './render-options.ts';
import { viewOf, type StackView } from './report-view.ts';
import { LEVEL, ruleIndex, sarifRules, sentence, unknownRule } from './sarif-rules.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

export type SarifOptions = Pick<RenderOptions, 'showSuppressed'>;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const MAX_VALUES = 400;

/**
 * SARIF 2.1.0. What counts as drift has the level of its severity; what is reported apart is a `note` with
 * `properties.drift` false (a `kind` other than `fail` would force the level `none`, which viewers hide). A stack that
 * could not be read is a warning and makes `executionSuccessful` false.
 */
export function renderSarif(report: Report, { showSuppressed }: SarifOptions): string {
  const { stacks } = viewOf(report);
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kedge',
            version: report.tool.version,
            informationUri: 'https://kedge.dev',
            rules: sarifRules(),
          },
        },
        invocations: [invocation(stacks)],
        results: stacks.flatMap((view) => stackResults(view, showSuppressed)),
      },
    ],
  });
}

function stackResults(view: StackView, showSuppressed: boolean): readonly object[] {
  const { stack, drift, apart, suppressed } = view;
  return [
    ...drift.map((difference) => result(stack, difference)),
    ...(stack.unknown === null ? [] : [unknownResult(stack, stack.unknown)]),
    ...apart.map((difference) => result(stack, difference)),
    ...(showSuppressed ? suppressed.map((difference) => suppressedResult(stack, difference)) : []),
  ];
}

function result(stack: StackReport, difference: Difference): object {
  const text = [
    `${subjectOf(difference)}: ${changeLine(difference, MAX_VALUES)}.`,
    sentence(CLASS_MEANING[difference.class]),
    ...remarks(difference).map(sentence),
  ].join(' ');
  return {
    ruleId: difference.class,
    ruleIndex: ruleIndex(difference.class),
    level: difference.drift ? LEVEL[difference.severity] : 'note',
    message: { text: withoutLinks(text) },
    locations: [location(stack, difference)],
    partialFingerprints: { 'kedge/v1': difference.fingerprint },
    properties: {
      class: difference.class,
      drift: difference.drift,
      severity: difference.severity,
      stack: stack.id,
      address: difference.address,
      path: difference.path,
    },
  };
}

function suppressedResult(stack: StackReport, difference: Difference): object {
  return {
    ...result(stack, difference),
    suppressions: difference.rules
      .filter((rule) => rule.effect === 'suppressed')
      .map((rule) => ({
        kind: 'external',
        status: 'accepted',
        justification: visible(rule.note === undefined ? rule.rule : `${rule.rule}: ${rule.note}`),
      })),
  };
}

function location(stack: StackReport, { code, address, resource_name }: Difference): object {
  return {
    physicalLocation:
      code === null
        ? stackFolder(stack)
        : {
            artifactLocation: { uri: relativeUri(code.file) },
            region: { startLine: code.line, endLine: Math.max(code.line, code.end_line) },
          },
    logicalLocations: [
      { name: visible(resource_name), fullyQualifiedName: visible(address), kind: 'resource' },
    ],
  };
}

function unknownResult(stack: StackReport, cause: UnknownCause): object {
  const id = unknownRule(cause.code);
  return {
    ruleId: id,
    ruleIndex: ruleIndex(id),
    level: 'warning',
    message: { text: unknownText(stack, cause) },
    locations: [
      {
        physicalLocation: stackFolder(stack),
        logicalLocations: [{ fullyQualifiedName: visible(stack.id), kind: 'module' }],
      },
    ],
    partialFingerprints: { 'kedge/v1': `${id}@${stack.id}` },
    properties: { stack: stack.id },
  };
}

function unknownText(stack: StackReport, cause: UnknownCause): string {
  const missing = cause.missing_action === null ? '' : ` Missing action: ${cause.missing_action}.`;
  return withoutLinks(visible(`${stack.id} is unknown: ${cause.sentence}${missing} ${cause.next}`));
}

function invocation(stacks: readonly StackView[]): object {
  const toolExecutionNotifications = stacks.flatMap(({ stack }) => {
    if (stack.unknown === null) return [];
    const id = unknownRule(stack.unknown.code);
    return [
      {
        level: 'warning',
        message: { text: unknownText(stack, stack.unknown) },
        associatedRule: { id, index: ruleIndex(id) },
        locations: [{ physicalLocation: stackFolder(stack) }],
      },
    ];
  });
  return { executionSuccessful: toolExecutionNotifications.length === 0, toolExecutionNotifications };
}

/** Code scanning takes no result without a file or folder; the stack's own folder is what is true in any case. */
function stackFolder(stack: StackReport): object {
  const folder = stack.path === '' || stack.path === '.' ? '.' : stack.path;
  return { artifactLocation: { uri: `${relativeUri(folder)}/` } };
}

const relativeUri = (file: string): string =>
  file
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');

/** SARIF reads `[text](target)` in a message as a link; no value may make one. */
const withoutLinks = (text: string): string => text.replaceAll('](', '] (');
