import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Dirent } from 'node:fs';

import { EMPTY_BODY, type Body, type Parsed, type SyntaxProblem } from './blocks.ts';
import { configFiles, isJsonFile } from './config-files.ts';
import { parseHcl } from './hcl-syntax.ts';
import { parseJson } from './json-syntax.ts';

/** One configuration file; places in `body` count in `text`. */
export interface CodeFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly body: Body;
}

export interface CodeFolder {
  readonly folder: string;
  readonly files: readonly CodeFile[];
  readonly problems: readonly string[];
}

/** What lies in a folder, or the sentence that says why it could not be listed. */
export async function listFolder(folder: string): Promise<readonly Dirent[] | string> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    return `cannot list the folder ${folder}: ${failure(error)}`;
  }
}

/** Reads all configuration in one folder. Never rejects for what is or is not there: that becomes a problem. */
export async function readFolder(folder: string): Promise<CodeFolder> {
  const entries = await listFolder(folder);
  if (typeof entries === 'string') return { folder, files: [], problems: [entries] };
  return readFiles(folder, configFiles(entries));
}

/** Reads the named files of a folder, in the order given; with `kinds`, only what tells of blocks of these kinds. */
export async function readFiles(
  folder: string,
  names: readonly string[],
  kinds?: ReadonlySet<string>,
): Promise<CodeFolder> {
  const files: CodeFile[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const text = await textOf(path);
    if (typeof text !== 'string') {
      if (text !== null) problems.push(`${name}: cannot read the file: ${text.failure}`);
      continue;
    }
    const { body, problem } = await parse(name, text, kinds);
    files.push({ path, name, text, body });
    if (problem !== null) problems.push(sentence(name, problem));
  }
  return { folder, files, problems };
}

function parse(name: string, text: string, kinds: ReadonlySet<string> | undefined): Parsed | Promise<Parsed> {
  // Terraform takes an empty file for an empty configuration, in JSON too.
  if (isJsonFile(name)) return text.trim() === '' ? parseHcl('') : parseJson(text);
  // A file of resources alone is most of the text, and parsing it is most of the work.
  if (kinds !== undefined && !mayHold(text, kinds)) return { body: EMPTY_BODY, problem: null };
  return parseHcl(text, kinds);
}

/** False only when no block of these kinds can be in the text: its keyword stands first in a line, or behind a comment. */
function mayHold(text: string, kinds: ReadonlySet<string>): boolean {
  return new RegExp(`(?:^|\\*/)[ \\t]*(?:${[...kinds].join('|')})(?![\\w-]|\\s*=)`, 'm').test(text);
}

/** The text with `\n` line ends and no byte order mark; null for a link to something that is not a file. */
async function textOf(path: string): Promise<string | null | { readonly failure: string }> {
  try {
    if (!(await stat(path)).isFile()) return null;
    const text = await readFile(path, 'utf8');
    return (text.startsWith('\uFEFF') ? text.slice(1) : text).replaceAll('\r\n', '\n');
  } catch (error) {
    return { failure: failure(error) };
  }
}

// Never quotes the source: what stands beside a mistake may be a password.
function sentence(name: string, { line, column, reason }: SyntaxProblem): string {
  return `${name}:${line}:${column}: ${reason}; what could be read around it is used. Correct it there.`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is not a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its links lead in a circle',
};

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? error.message;
}
