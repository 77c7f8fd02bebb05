import {
  AppliedRule,
  CodeLocation,
  Difference,
  DocumentChange,
  Move,
  Report,
  RuleCount,
  StackReport,
  Totals,
  UnknownCause,
  type Side,
} from '#domain/drift/report.ts';
import { isArray, isObject, type Json } from '#domain/json.ts';
import { jsonText } from './json-text.ts';
import type { RenderOptions } from './render-options.ts';
import { compareDifferences, compareText } from '#domain/drift/order.ts';

export type JsonOptions = Pick<RenderOptions, 'times'>;

/**
 * The published report as JSON: keys in the order of the schema, stacks by id, differences worst first. Without
 * `times` the same findings give the same bytes.
 */
export function renderJson(report: Report, { times }: JsonOptions): string {
  const { scanned_at, ...timeless } = report;
  return jsonText(
    inOrder(Report, {
      ...timeless,
      ...(times && scanned_at !== undefined ? { scanned_at } : {}),
      summary: inOrder(Report.shape.summary, {
        ...report.summary,
        stacks: inOrder(Report.shape.summary.shape.stacks, report.summary.stacks),
        totals: totals(report.summary.totals),
      }),
      stacks: report.stacks
        .toSorted((a, b) => compareText(a.id, b.id))
        .map((stack) => orderedStack(stack, times)),
    }),
  );
}

function orderedStack({ duration_ms, ...stack }: StackReport, times: boolean): object {
  return inOrder(StackReport, {
    ...stack,
    ...(times && duration_ms !== undefined ? { duration_ms } : {}),
    engine: stack.engine === null ? null : inOrder(StackReport.shape.engine.unwrap(), stack.engine),
    unknown: stack.unknown === null ? null : inOrder(UnknownCause, stack.unknown),
    totals: totals(stack.totals),
    differences: stack.differences.toSorted(compareDifferences).map(orderedDifference),
    suppressed: stack.suppressed.toSorted(compareDifferences).map(orderedDifference),
    moves: stack.moves
      .toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to))
      .map((move) => inOrder(Move, move)),
  });
}

function orderedDifference(difference: Difference): object {
  return inOrder(Difference, {
    ...difference,
    intent: orderedSide(difference.intent),
    memory: orderedSide(difference.memory),
    reality: orderedSide(difference.reality),
    document_changes: difference.document_changes.map((change) =>
      inOrder(DocumentChange, {
        ...change,
        before: orderedSide(change.before),
        after: orderedSide(change.after),
      }),
    ),
    code: difference.code === null ? null : inOrder(CodeLocation, difference.code),
    rules: difference.rules.map((rule) => inOrder(AppliedRule, rule)),
  });
}

function orderedSide(side: Side): object {
  switch (side.kind) {
    case 'value':
      return { kind: side.kind, value: sortedKeys(side.value) };
    case 'secret':
      return { kind: side.kind, digest: side.digest };
    case 'absent':
    case 'unknown':
    case 'unset':
      return { kind: side.kind };
  }
}

function totals(given: Totals): object {
  const suppressed = given.suppressed.toSorted((a, b) => compareText(a.rule, b.rule));
  return inOrder(Totals, { ...given, suppressed: suppressed.map((entry) => inOrder(RuleCount, entry)) });
}

/** Only the fields of the schema, in its order; a field that is not given stays away. */
function inOrder(schema: { readonly shape: object }, value: object): object {
  const given = new Map(Object.entries(value));
  const keys = Object.keys(schema.shape).filter((key) => given.get(key) !== undefined);
  return Object.fromEntries(keys.map((key) => [key, given.get(key)]));
}

/** fromEntries, not assignment: a map key may be called `__proto__`. */
function sortedKeys(value: Json): Json {
  if (isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, sortedKeys(value[key] ?? null)]));
}
