import { isObject, type Json, type JsonObject } from '../json.ts';
import type { IgnoreRule } from '../policy/drift-ignore.ts';
import { severityOf, type CompiledSeverityRule } from '../policy/severity-rules.ts';
import type { Redactor } from '../secret/redact.ts';
import { contextAt } from '../secret/secret-context.ts';
import { renderPath, stableKey, valueAt } from './attribute-path.ts';
import { documentChanges } from './document-changes.ts';
import type { DriftClass } from './drift-class.ts';
import { fingerprint } from './fingerprint.ts';
import type { FoundDifference } from './join-plan.ts';
import { originAddress, type AddressMove } from './origin-address.ts';
import type { AppliedRule, CodeLocation, Difference, Side } from './report.ts';
import { UNKNOWN_VALUE } from './unknown-value.ts';

export interface DescribeContext {
  readonly stack: string;
  readonly redactor: Redactor;
  readonly severity: readonly CompiledSeverityRule[];
  /** Classes that count as drift. */
  readonly counted: readonly DriftClass[];
  readonly moves: readonly AddressMove[];
  readonly locate: (found: FoundDifference) => CodeLocation | null;
}

/** The difference as it may leave Kedge: redacted, with its severity, place in the code and fingerprint. */
export function describeDifference(
  found: FoundDifference,
  suppressed: AppliedRule | null,
  expired: IgnoreRule | null,
  repeats: Map<string, number>,
  context: DescribeContext,
): Difference {
  const sides = sidesOf(found, context.redactor);
  const { resource } = found;
  const redact = (text: string): string => context.redactor.redactText(text);
  const path = redact(renderPath(found.path));
  const severity = severityOf(context.severity, {
    stack: context.stack,
    resource: {
      address: resource.address,
      type: resource.type,
      name: resource.name,
      module: resource.module,
      provider: resource.provider,
    },
    path,
    attribute: found.path[0]?.kind === 'attribute' ? found.path[0].name : '',
    before: plain(sides.memory),
    after: plain(found.between === 'drift' ? sides.reality : sides.intent),
    intent: plain(sides.intent),
    class: found.class,
    change: found.change,
    element: elementOf(found),
    values: realValues(found),
  });
  const rules: AppliedRule[] = suppressed ? [redactedRule(suppressed, redact)] : [];
  return {
    fingerprint: fingerprintOf(found, repeats, context),
    class: found.class,
    drift: suppressed === null && context.counted.includes(found.class),
    severity: severity.severity,
    // A for_each key can be anything, a token too: everything that may carry one goes through the redactor.
    address: redact(resource.address),
    previous_address: resource.previousAddress === null ? null : redact(resource.previousAddress),
    resource_type: resource.type,
    resource_name: redact(resource.name),
    module: redact(resource.module),
    provider: resource.provider,
    path,
    change: found.change,
    ...sides,
    document_changes: documentChanges(found, Object.values(sides), context.redactor),
    code: context.locate(found),
    rules: [...rules, { rule: severity.rule, effect: 'severity', note: severity.why }],
    notes: [...found.notes, ...expiryNote(expired)].map(redact),
  };
}

const redactedRule = (rule: AppliedRule, redact: (text: string) => string): AppliedRule =>
  rule.note === undefined ? rule : { ...rule, note: redact(rule.note) };

function expiryNote(expired: IgnoreRule | null): readonly string[] {
  if (!expired) return [];
  const owner = expired.owner ? ` (owner ${expired.owner})` : '';
  return [
    `line ${expired.line} of .driftignore (${expired.text}) ignored it until ${expired.until ?? 'an unknown day'}${owner}`,
  ];
}

function sidesOf(
  found: FoundDifference,
  redactor: Redactor,
): Pick<Difference, 'intent' | 'memory' | 'reality'> {
  if (found.path.length === 0 && found.change !== 'changed' && found.resource.type !== 'output') {
    return wholeSides(found, redactor);
  }
  const { before, after } = found.resource;
  const { memory, reality } = redactor.changedSides(
    found.memory,
    found.reality,
    contextAt(before, found.path, found.masks.memory),
    contextAt(found.between === 'drift' ? after : before, found.path, found.masks.reality),
  );
  return { memory, reality, intent: intentSide(found, memory, reality, redactor) };
}

/** If one side is secret all are: a mask on one must not leave the value readable on another. */
function intentSide(found: FoundDifference, memory: Side, reality: Side, redactor: Redactor): Side {
  if (!found.intentKnown) return { kind: 'unset' };
  if (found.intent === UNKNOWN_VALUE) return { kind: 'unknown' };
  const secret = memory.kind === 'secret' || reality.kind === 'secret';
  const mask = secret ? true : found.masks.intent;
  return redactor.side(withoutMarkers(found.intent), contextAt(found.resource.after, found.path, mask));
}

/** A whole resource is named by its identity; its other values are of no use in a report and may be secret. */
function wholeSides(
  found: FoundDifference,
  redactor: Redactor,
): Pick<Difference, 'intent' | 'memory' | 'reality'> {
  const named = (value: Json | undefined, mask: Json | undefined): Side =>
    isObject(value) ? redactor.side(identityOf(value), { mask: mask ?? false }) : { kind: 'absent' };
  return {
    memory: named(found.memory, found.masks.memory),
    reality: named(found.reality, found.masks.reality),
    intent: found.intentKnown ? named(withoutMarkers(found.intent), found.masks.intent) : { kind: 'unset' },
  };
}

const IDENTITY = ['id', 'name', 'arn', 'bucket', 'identifier', 'function_name', 'alarm_name', 'cluster_id'];

function identityOf(value: { readonly [key: string]: Json }): Json {
  const names = IDENTITY.filter((name) => typeof value[name] === 'string' && value[name] !== '');
  return Object.fromEntries(names.map((name) => [name, value[name] ?? null]));
}

/** What is open until the apply reads so inside lists and blocks, too. */
function withoutMarkers(value: Json | undefined): Json | undefined {
  if (value === UNKNOWN_VALUE) return '(known after apply)';
  if (Array.isArray(value)) return value.map((item: Json) => withoutMarkers(item) ?? null);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, withoutMarkers(member) ?? null]),
    );
  }
  return value;
}

const realValues = (found: FoundDifference): JsonObject | null => {
  const { after, before } = found.resource;
  return isObject(after) ? after : isObject(before) ? before : null;
};

/** The block around the place, so that a condition can tell which port a changed range opens. */
function elementOf(found: FoundDifference): Json {
  const at = found.path.findIndex((step) => step.kind === 'element');
  if (at === -1) return null;
  if (at === found.path.length - 1) return (found.between === 'drift' ? found.reality : found.intent) ?? null;
  return valueAt(realValues(found) ?? undefined, found.path.slice(0, at + 1)) ?? null;
}

const plain = (side: Side): Json => (side.kind === 'value' ? side.value : null);

function fingerprintOf(
  found: FoundDifference,
  repeats: Map<string, number>,
  context: DescribeContext,
): string {
  const place = stableKey(found.path);
  const origin = originAddress(originStart(found, context.moves), context.moves);
  const key = JSON.stringify([origin, place, found.class]);
  const seen = repeats.get(key) ?? 0;
  repeats.set(key, seen + 1);
  // Two equal elements of a list have one identity; the second is told from the first by its count.
  const told = seen === 0 ? place : `${place} again ${seen}`;
  return fingerprint({ stack: context.stack, origin, place: told, class: found.class });
}

/** Without the code's `moved` blocks (a plan file alone) the plan's own previous address is the best known origin. */
const originStart = (found: FoundDifference, moves: readonly AddressMove[]): string =>
  moves.length === 0 ? (found.resource.previousAddress ?? found.resource.address) : found.resource.address;
