import { readFile } from 'node:fs/promises';
import type { FileEdit } from '#ports/code-editor.ts';
import type { ImportPlace } from '#ports/import-placer.ts';
import { quoteText } from '../edit/render-value.ts';

/** The import block, and before it the resource block where the code has none. */
export async function importEdits(
  place: ImportPlace,
  id: string,
  resource: string | null,
): Promise<readonly FileEdit[]> {
  const block = `import {\n  to = ${place.address.text}\n  id = ${quoteText(id, 'hcl')}\n}\n`;
  const { resourceFile, importFile, importAfterLine } = place;
  if (resource === null || resourceFile === null) {
    return [await edit(importFile, (text) => inserted(text, importAfterLine, block))];
  }
  if (resourceFile === importFile) {
    return [await edit(importFile, (text) => inserted(text, null, `${block}\n${resource}`))];
  }
  return [
    await edit(resourceFile, (text) => inserted(text, null, resource)),
    await edit(importFile, (text) => inserted(text, importAfterLine, block)),
  ];
}

async function edit(file: string, change: (text: string) => string): Promise<FileEdit> {
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return { file, before, after: change(before) };
}

/** With an empty line around it, in the line ends of the file. @param line counts from 1; null: the end */
function inserted(text: string, line: number | null, piece: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const own = piece.replaceAll('\n', end);
  const at = line === null ? text.length : lineEnd(text, line);
  const before = text.slice(0, at);
  const after = text.slice(at);
  const broken = before === '' || before.endsWith('\n') ? before : before + end;
  const gap = broken.trim() === '' || broken.endsWith(end + end) ? '' : end;
  const follows = after === '' || after.startsWith(end) ? '' : end;
  return broken + gap + own + follows + after;
}

function lineEnd(text: string, line: number): number {
  let at = 0;
  for (let seen = 0; seen < line; seen += 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}
