import type { DriftClass } from '../drift/drift-class.ts';
import { documentIn } from '../drift/json-document.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ConditionVariables } from './cel-condition.ts';
import { toCel } from './cel-values.ts';

const BRACKETS = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/** What a severity condition sees of one difference. The two sides are redacted; `element` and `values`
 * are raw, because a condition gives nothing but true or false. */
export interface SeveritySubject {
  readonly resource: {
    readonly address: string;
    readonly type: string;
    readonly name: string;
    readonly module: string;
    readonly provider: string;
  };
  /** Terraform's notation; empty for the whole resource. */
  readonly path: string;
  /** The first step of the path; empty for the whole resource. */
  readonly attribute: string;
  readonly before: Json;
  readonly after: Json;
  readonly intent: Json;
  readonly class: DriftClass;
  readonly change: 'added' | 'removed' | 'changed';
  readonly stack: string;
  /** The nested block the path runs through, as reality has it: it tells which port a changed range opens. */
  readonly element?: Json;
  /** The whole resource as reality has it; conditions see {} when it is not known. */
  readonly values?: JsonObject | null;
}

/** The variables of a condition, with their fields where they are fixed. */
export const SEVERITY_VARIABLES: Readonly<Record<string, readonly string[] | null>> = {
  resource: ['address', 'type', 'name', 'module', 'provider'],
  path: null,
  attribute: null,
  leaf: null,
  before: null,
  after: null,
  intent: null,
  before_doc: null,
  after_doc: null,
  class: null,
  change: null,
  stack: null,
  element: null,
  values: null,
};

/** Each value is converted once, and only when a condition reads it. */
export function severityVariables(subject: SeveritySubject): ConditionVariables {
  const before = once(() => toCel(subject.before));
  const after = once(() => toCel(subject.after));
  const intent = once(() => toCel(subject.intent));
  const beforeDocument = once(() => toCel(documentIn(subject.before) ?? null));
  const afterDocument = once(() => toCel(documentIn(subject.after) ?? null));
  const element = once(() => toCel(subject.element ?? null));
  const values = once(() => toCel(subject.values ?? {}));
  return {
    resource: { ...subject.resource },
    path: subject.path,
    attribute: subject.attribute,
    leaf: leafOf(subject.path),
    class: subject.class,
    change: subject.change,
    stack: subject.stack,
    get before() {
      return before();
    },
    get after() {
      return after();
    },
    get intent() {
      return intent();
    },
    get before_doc() {
      return beforeDocument();
    },
    get after_doc() {
      return afterDocument();
    },
    get element() {
      return element();
    },
    get values() {
      return values();
    },
  };
}

/** The variables that are always text, for the guards of conditions. */
export function textVariable(subject: SeveritySubject, name: string): string | null {
  switch (name) {
    case 'resource.type':
      return subject.resource.type;
    case 'resource.address':
      return subject.resource.address;
    case 'resource.name':
      return subject.resource.name;
    case 'resource.module':
      return subject.resource.module;
    case 'resource.provider':
      return subject.resource.provider;
    case 'leaf':
      return leafOf(subject.path);
    case 'path':
    case 'attribute':
    case 'class':
    case 'change':
    case 'stack':
      return subject[name];
    default:
      return null;
  }
}

/** The last attribute a path names: `encrypted` of `disk[0].encrypted`, `tags` of `tags["a.b"]`. */
const leafOf = (path: string): string => path.replaceAll(BRACKETS, '').split('.').at(-1) ?? '';

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
