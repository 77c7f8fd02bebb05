import { parseIgnoreNote } from './ignore-note.ts';
import type { IgnoreNote } from './ignore-note.ts';
import { parseIgnorePattern, patternMatches } from './ignore-pattern.ts';
import type { IgnorePattern } from './ignore-pattern.ts';

/** One line of a `.driftignore` file. */
export interface IgnoreRule extends IgnoreNote {
  readonly line: number;
  /** The pattern as it is written, without the comment. */
  readonly text: string;
  /** Written with a leading `!`: what it names is reported although an earlier line ignores it. */
  readonly negated: boolean;
  readonly pattern: IgnorePattern;
}

export interface IgnoreProblem {
  readonly line: number;
  readonly text: string;
  readonly sentence: string;
}

/** What a rule is matched against. An empty path is the whole resource; path names are dotted names. */
export interface IgnoreSubject {
  readonly type: string;
  readonly name: string;
  readonly id: string | null;
  readonly address: string;
  readonly path: readonly string[];
}

export interface IgnoreVerdict {
  readonly ignored: boolean;
  /** The line that decided, be it an ignoring one or a `!` one. */
  readonly rule: IgnoreRule | null;
  /** The last line that would have ignored it, had it not expired. */
  readonly expired: IgnoreRule | null;
}

const CAN_START = /^[\w-]+$/;
const INSTANCE_KEY = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/**
 * Reads a `.driftignore` file: gitignore rules over `type.id`, `type.id.path`, and also over `type.name` and the full
 * address, each with or without a path (docs: `module.app["blue"].aws_sqs_queue.jobs[0].tags.Team`).
 *
 * Never throws. What cannot be read is a problem, and the doubt always goes to reporting more: a line with a problem
 * ignores nothing, a `!` line with a problem in its comment still holds.
 */
export function parseDriftIgnore(text: string): {
  readonly rules: readonly IgnoreRule[];
  readonly problems: readonly IgnoreProblem[];
} {
  const rules: IgnoreRule[] = [];
  const problems: IgnoreProblem[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const { pattern, comment } = splitComment(raw);
    if (pattern === '') continue;
    const read = readRule(index + 1, pattern, comment);
    if (read.rule !== null) rules.push(read.rule);
    for (const sentence of read.problems) problems.push({ line: index + 1, text: raw.trim(), sentence });
  }
  return { rules, problems };
}

/**
 * Decides with the last line that matches. A line ignores up to and including its `until` day; after it the line is
 * passed over, and named in `expired` so that the report can say why the difference is back.
 * @param today YYYY-MM-DD
 */
export function matchIgnore(
  rules: readonly IgnoreRule[],
  subject: IgnoreSubject,
  today: string,
): IgnoreVerdict {
  const candidates = rules.length === 0 ? [] : candidatesOf(subject);
  let expired: IgnoreRule | null = null;
  for (let at = rules.length - 1; at >= 0; at--) {
    const rule = rules[at];
    if (rule === undefined || !candidates.some((candidate) => patternMatches(rule.pattern, candidate)))
      continue;
    if (rule.until === null || today <= rule.until) return { ignored: !rule.negated, rule, expired };
    expired ??= rule;
  }
  return { ignored: false, rule: null, expired };
}

function readRule(
  line: number,
  written: string,
  comment: string,
): { readonly rule: IgnoreRule | null; readonly problems: readonly string[] } {
  const negated = written.startsWith('!');
  const parsed = parseIgnorePattern(negated ? written.slice(1).trimStart() : written);
  if ('problem' in parsed) return { rule: null, problems: [parsed.problem] };
  const unusable = startProblem(parsed.pattern);
  if (unusable !== null) return { rule: null, problems: [unusable] };
  const { note, problems } = parseIgnoreNote(comment);
  if (negated && note.until !== null) {
    const sentence =
      'A line that starts with `!` cannot expire: from that day on it would hide what it shows. Remove `until=`.';
    const rule = { ...note, until: null, line, text: written, negated, pattern: parsed.pattern };
    return { rule, problems: [...problems, sentence] };
  }
  if (!negated && problems.length > 0) return { rule: null, problems };
  return { rule: { ...note, line, text: written, negated, pattern: parsed.pattern }, problems };
}

/** A line that can match no resource is a typing error: it must not pass for a rule that works. */
function startProblem(pattern: IgnorePattern): string | null {
  const first = pattern.tokens[0];
  if (first?.kind !== 'text') return null;
  const start = first.text.split('.')[0] ?? '';
  if (start === '') return 'The line starts with a dot. Write `type.id`, `type.name` or a full address.';
  if (CAN_START.test(start)) return null;
  return `No resource type is called \`${start}\`: a type holds letters, digits, \`_\` and \`-\`. Write \`type.id\`, \`type.name\` or a full address.`;
}

function candidatesOf(subject: IgnoreSubject): readonly string[] {
  const { type, name, id, address } = subject;
  const names = new Set([`${type}.${name}`, address, address.replaceAll(INSTANCE_KEY, '')]);
  if (id !== null) names.add(`${type}.${id}`);
  const below = subject.path.length === 0 ? '' : `.${subject.path.join('.')}`;
  return [...names].map((whole) => whole + below);
}

/** A `#` starts a comment at the start of the line or after white space, unless it is escaped. */
function splitComment(raw: string): { readonly pattern: string; readonly comment: string } {
  const mark = /(?:^|\s)#/.exec(raw);
  const pattern = mark === null ? raw : raw.slice(0, mark.index);
  const comment = mark === null ? '' : raw.slice(mark.index + mark[0].length);
  return { pattern: trimPattern(pattern), comment: comment.trim() };
}

/** As in gitignore, a space at the end counts only behind a backslash. */
function trimPattern(text: string): string {
  const start = text.trimStart();
  const trimmed = start.trimEnd();
  const escapes = /\\+$/.exec(trimmed)?.[0].length ?? 0;
  return escapes % 2 === 1 && start.length > trimmed.length ? `${trimmed} ` : trimmed;
}
