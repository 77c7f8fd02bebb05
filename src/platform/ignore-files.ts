import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseDriftIgnore, type IgnoreRule } from '#domain/policy/drift-ignore.ts';

/** A line of `.driftignore` and the file it stands in. */
export interface FiledIgnoreRule extends IgnoreRule {
  readonly file: string;
}

/** The rules of the root's `.driftignore`, then of the stack's own: the last match wins, so the nearer file decides. */
export async function readIgnoreFiles(
  root: string,
  folder: string,
): Promise<{ readonly rules: readonly FiledIgnoreRule[]; readonly warnings: readonly string[] }> {
  const files = [...new Set([root, folder])].map((each) => join(each, '.driftignore'));
  const rules: FiledIgnoreRule[] = [];
  const warnings: string[] = [];
  for (const path of files) {
    const file = relative(root, path).replaceAll('\\', '/');
    const text = await readFile(path, 'utf8').catch((error: unknown) => missingOr(error, file, warnings));
    const parsed = parseDriftIgnore(text);
    rules.push(...parsed.rules.map((rule) => ({ ...rule, file })));
    warnings.push(...parsed.problems.map(({ line, sentence }) => `${file}:${line}: ${sentence}`));
  }
  return { rules, warnings };
}

/** No file is the usual case; one that is there and cannot be read must be said, or its rules are silently off. */
function missingOr(error: unknown, file: string, warnings: string[]): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    warnings.push(`${file} could not be read (${String(code)}): it ignores nothing.`);
  return '';
}
