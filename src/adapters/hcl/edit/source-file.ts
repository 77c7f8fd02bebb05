import type { EditRefusalReason } from '#ports/code-editor.ts';

import { jsonBody, templateJson } from './json-body.ts';
import { PLAIN_JSON, readJsonTree } from './json-tree.ts';
import { readHclTree } from './read-tree.ts';
import type { Body } from './syntax-tree.ts';
import { lineAt } from './text-change.ts';

/** One file as it is on disk or as it will be after the edits so far. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** As people call it: relative to the root module. */
  readonly name: string;
  readonly text: string;
  /** Why it must not be edited; null: it may be. */
  readonly closed: Extract<EditRefusalReason, 'remote_module' | 'outside_repository'> | null;
  readonly content:
    | { readonly kind: 'hcl' | 'json'; readonly body: Body }
    | { readonly kind: 'unreadable'; readonly line: number };
}

/** Never rejects for what the text holds: what is no HCL or JSON is `unreadable`. */
export async function sourceFile(
  path: string,
  name: string,
  text: string,
  closed: SourceFile['closed'] = null,
): Promise<SourceFile> {
  const content = path.endsWith('.json') ? await jsonContent(path, text) : await hclContent(text);
  return { path, name, text, closed, content };
}

async function hclContent(text: string): Promise<SourceFile['content']> {
  const tree = await readHclTree(text);
  return 'body' in tree ? { kind: 'hcl', body: tree.body } : { kind: 'unreadable', line: tree.line };
}

async function jsonContent(path: string, text: string): Promise<SourceFile['content']> {
  // A byte order mark is no JSON.
  const base = text.startsWith('\uFEFF') ? 1 : 0;
  // In a file of values texts mean themselves; in code they are templates.
  const isValues = path.endsWith('.tfvars.json');
  const place = isValues ? PLAIN_JSON : await templateJson(text);
  const document = readJsonTree(text.slice(base), { ...place, base });
  if (document?.kind !== 'object') return { kind: 'unreadable', line: 1 };
  return { kind: 'json', body: jsonBody(document, isValues) };
}

/** `main.tf:12`, for sentences. */
export const placeName = (file: SourceFile, offset: number): string =>
  `${file.name}:${lineAt(file.text, offset)}`;
