import { isCollection, isMap, isNode, isScalar } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';
import type { z } from 'zod';
import { closestName } from '#domain/policy/closest-name.ts';
import { configJsonSchema } from './config-schema.ts';

/** One thing wrong in kedge.yaml. Lines and columns count from 1. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** The value as it is written, shortened; null when something is missing. */
  readonly seen: string | null;
  /** What to do next, as a sentence. */
  readonly hint: string | null;
}

export type KeyPath = readonly (string | number)[];

/** A problem before its place in the file is known. */
export interface Complaint {
  readonly path: KeyPath;
  /** Point at the key itself, not at its value. */
  readonly atKey?: string;
  readonly message: string;
  readonly hint: string | null;
}

/** @param schema of the file, so that a key that is written wrong finds the one that was meant */
export function complaintsOf(
  issue: z.core.$ZodIssue,
  data: unknown,
  schema: SchemaNode = configJsonSchema(),
): readonly Complaint[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, schema));
  const value = valueAt(data, path);
  const last = path.at(-1);
  if (value === undefined && typeof last === 'string') {
    const parent = path.slice(0, -1);
    return [{ path: parent, message: `${nameOf(parent)} needs \`${last}\`.`, hint: `Add \`${last}:\`.` }];
  }
  return [{ path, message: `${nameOf(path)} ${demandOf(issue)}.`, hint: hintFor(issue, value) }];
}

/** Finds the place of a complaint. Through an alias or a merge it is the nearest place that is written out. */
export function placeComplaint(
  complaint: Complaint,
  file: string,
  document: Document,
  lines: LineCounter,
): ConfigProblem {
  const node = nearestNode(document, complaint.path);
  const key = complaint.atKey === undefined ? null : keyNode(node, complaint.atKey);
  const offset = (key ?? node)?.range?.[0] ?? 0;
  const { line, col } = lines.linePos(offset);
  const { message, hint, path } = complaint;
  // Backend settings may hold an access key, and problems end up in the logs of CI.
  const seen = path.includes('backend_config') ? null : seenIn(key ?? node);
  return { file, line: Math.max(1, line), column: Math.max(1, col), message, seen, hint };
}

/** `stacks[0].path`, or words for the whole file. */
export function nameOf(path: KeyPath): string {
  if (path.length === 0) return 'The file';
  return `\`${path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`)).join('')}\``;
}

function unknownKey(path: KeyPath, key: string, schema: SchemaNode): Complaint {
  const known = knownKeys(path, schema);
  const meant = closestName(key, known);
  return {
    path,
    atKey: key,
    message: `${nameOf(path)} has the unknown key \`${key}\`.`,
    hint: meant === null ? `The keys there are: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
  };
}

/** Our schema words its own demands as `must ...`; the others are the library's and are worded here. */
function demandOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  if (issue.code === 'invalid_type') return `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') return `must be more than ${issue.minimum}`;
  if (issue.code !== 'invalid_value') return issue.message;
  return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  boolean: 'true or false',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
};

function hintFor(issue: z.core.$ZodIssue, value: unknown): string | null {
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const meant = closestName(value, issue.values.map(String));
    return meant === null ? null : `Did you mean \`${meant}\`?`;
  }
  if (issue.code !== 'invalid_type') return null;
  if (issue.expected === 'array') return 'Write each item on a line of its own behind `- `.';
  if (issue.expected === 'boolean' && /^(yes|no|on|off)$/i.test(String(value))) {
    return 'In YAML 1.2 this is a text. Write true or false.';
  }
  return null;
}

/** What of a JSON Schema the search for keys reads. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

function knownKeys(path: KeyPath, schema: SchemaNode): readonly string[] {
  let nodes: readonly SchemaNode[] = [schema];
  for (const step of path) nodes = nodes.flatMap((node) => below(node, step));
  return [...new Set(nodes.flatMap(variants).flatMap((node) => Object.keys(node.properties ?? {})))];
}

const variants = (node: SchemaNode): readonly SchemaNode[] => [node, ...(node.anyOf ?? []).flatMap(variants)];

const below = (node: SchemaNode, step: string | number): readonly SchemaNode[] =>
  variants(node).flatMap(({ items, properties, additionalProperties }) => {
    const other = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const found = typeof step === 'number' ? items : (properties?.[step] ?? other);
    return found === undefined ? [] : [found];
  });

function valueAt(data: unknown, path: KeyPath): unknown {
  let here = data;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function nearestNode(document: Document, path: KeyPath): Node | null {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return isNode(document.contents) ? document.contents : null;
}

function keyNode(node: Node | null, key: string): Node | null {
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key : null;
}

function seenIn(node: Node | null): string | null {
  if (node === null || isCollection(node)) return null;
  const text = isScalar(node) ? (JSON.stringify(node.value) ?? 'nothing') : String(node);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
