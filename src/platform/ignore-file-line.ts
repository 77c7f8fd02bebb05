import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreLineText, type IgnoredPlace } from '#domain/policy/ignore-line.ts';
import { matchIgnore, parseDriftIgnore, type IgnoreSubject } from '#domain/policy/drift-ignore.ts';
import { errorCode, inLockedFolder, replaceFile } from './locked-folder.ts';

/** One difference, and the stack whose file takes it out. */
export interface IgnoreRequest extends IgnoredPlace {
  /** Absolute. */
  readonly stackFolder: string;
  readonly resourceType: string;
  readonly resourceName: string;
}

/**
 * Adds a line to the stack's own `.driftignore` that takes out this one difference, with owner, reason and end. Every
 * other byte stays, and a line that is there already is not added again. What cannot be named by a line that matches
 * it is refused; the problem is a sentence.
 * @param today YYYY-MM-DD
 */
export async function appendIgnoreLine(
  line: IgnoreRequest,
  today: string,
): Promise<{ readonly path: string; readonly added: boolean } | { readonly problem: string }> {
  const written = ignoreLineText(line);
  if ('problem' in written) return written;
  const subject: IgnoreSubject = {
    type: line.resourceType,
    name: line.resourceName,
    id: null,
    address: line.address,
    path: written.path,
  };
  const named = join(line.stackFolder, '.driftignore');
  // Through a symbolic link, or the rename would put a file in the place of the link.
  const path = await realpath(named).catch(() => named);
  return inLockedFolder(dirname(path), async () => {
    const before = await readBytes(path);
    const text = withLine(before, written.text);
    const obstacle = obstacleIn(text.toString('utf8'), line, subject, today);
    if (obstacle !== null) return { problem: obstacle };
    if (isThere(before.toString('utf8'), written.text, subject, today)) return { path, added: false };
    await replaceFile(path, text, await modeOf(path));
    return { path, added: true };
  });
}

/** The bytes with the line behind them, ended as the file's lines end. */
function withLine(before: Buffer, line: string): Buffer {
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const gap = before.length === 0 || before.at(-1) === 0x0a ? '' : end;
  return Buffer.concat([before, Buffer.from(gap + line + end)]);
}

/** The line as the next scan will read it: only what that scan takes out with this line may be written. */
function obstacleIn(
  text: string,
  { address, path }: IgnoreRequest,
  subject: IgnoreSubject,
  today: string,
): string | null {
  const { rules, problems } = parseDriftIgnore(text);
  const last = text.split('\n').length - 1;
  const rule = rules.at(-1);
  const place = `${address} ${path}`;
  if (rule?.line !== last || problems.some(({ line }) => line >= last)) {
    return `No line of .driftignore can name ${place}. Accept it until a day.`;
  }
  if (rule.until !== null && today > rule.until) {
    return `A line that ended on ${rule.until} takes nothing out: today is ${today}.`;
  }
  const verdict = matchIgnore(rules, subject, today);
  return verdict.ignored && verdict.rule === rule
    ? null
    : `A line of .driftignore for ${place} would not take it out. Accept it until a day.`;
}

/** Whether the very same line stands there and is the one that decides. */
function isThere(text: string, line: string, subject: IgnoreSubject, today: string): boolean {
  const { rule, ignored } = matchIgnore(parseDriftIgnore(text).rules, subject, today);
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return ignored && rule !== null && lines[rule.line - 1] === line;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // A folder or a file that may not be read must not be taken for an empty one, and then be written over.
    if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

const modeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ mode }) => mode & 0o777,
    () => 0o666,
  );
