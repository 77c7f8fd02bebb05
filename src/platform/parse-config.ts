import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { configComplaints } from './config-checks.ts';
import { complaintsOf, placeComplaint } from './config-problem.ts';
import type { ConfigProblem } from './config-problem.ts';
import { ConfigFile } from './config-schema.ts';

/**
 * Reads the text of a kedge.yaml.
 * @param file the name problems carry
 * @param root the folder that its paths start from and may not leave; absolute
 */
export function parseConfigFile(
  file: string,
  text: string,
  root: string,
): { readonly content: ConfigFile } | { readonly problems: readonly ConfigProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const data = document.errors.length > 0 ? null : plainData(document);
  if (data === null || 'problem' in data) {
    const errors = document.errors.map(({ pos, message }) => ({ offset: pos[0], message }));
    const found = errors.length > 0 ? errors : [{ offset: 0, message: data?.problem ?? '' }];
    return {
      problems: found.map(({ offset, message }) => syntaxProblem(file, lines.linePos(offset), message)),
    };
  }
  const parsed = ConfigFile.safeParse(data.value);
  const complaints = parsed.success
    ? configComplaints(parsed.data, root)
    : parsed.error.issues.flatMap((issue) => complaintsOf(issue, data.value));
  if (parsed.success && complaints.length === 0) return { content: parsed.data };
  const problems = complaints.map((complaint) => placeComplaint(complaint, file, document, lines));
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** The data of a document; the problem is what the parser says. */
export function plainData(document: Document): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: withoutEmptyKeys(document.toJS()) ?? {} };
  } catch (error) {
    // Aliases that multiply without end stop here.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A key with nothing behind it is the same as no key: people comment the values out and leave it. */
function withoutEmptyKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutEmptyKeys(item)]),
  );
}

export const syntaxProblem = (
  file: string,
  { line, col }: { readonly line: number; readonly col: number },
  message: string,
): ConfigProblem => ({
  file,
  line: Math.max(1, line),
  column: Math.max(1, col),
  message: `The file is not valid YAML: ${message.replace(/\.$/, '')}.`,
  seen: null,
  hint: null,
});
