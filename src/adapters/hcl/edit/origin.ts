import type { EditOrigin } from '#ports/code-editor.ts';

import type { SourceFile } from './source-file.ts';
import type { Block, Body } from './syntax-tree.ts';
import { lineAt } from './text-change.ts';
import type { Operation } from './written.ts';

/** Where an edit is made, in the words of the code. */
export function originOf(operation: Operation, fingerprint: string): EditOrigin {
  const { file } = operation;
  const offset = operation.changes[0]?.start ?? operation.place.start;
  return { fingerprint, what: describe(file, offset), file: file.path, line: lineAt(file.text, offset) };
}

function describe(file: SourceFile, offset: number): string {
  if (file.content.kind === 'unreadable') return file.name;
  const { body } = file.content;
  const block = at(body.blocks, offset);
  if (block === undefined) {
    const name = at(body.attributes, offset)?.name;
    return name === undefined ? file.name : `variable "${name}" in ${file.name}`;
  }
  return inBlock(block, offset);
}

function inBlock(block: Block, offset: number): string {
  const attribute = at(block.body.attributes, offset)?.name;
  const [first, second] = block.labels;
  switch (block.kind) {
    case 'variable':
      return `default of variable "${first ?? ''}"`;
    case 'locals':
      return attribute === undefined ? 'locals' : `local.${attribute}`;
    case 'module':
      return attribute === undefined
        ? `module "${first ?? ''}"`
        : `input "${attribute}" of module "${first ?? ''}"`;
    case 'resource':
      return `${nested(block.body, offset)}resource "${first ?? ''}" "${second ?? ''}"`;
    default:
      return [block.kind, ...block.labels].join(' ');
  }
}

function nested(body: Body, offset: number): string {
  const attribute = at(body.attributes, offset)?.name;
  if (attribute !== undefined) return `attribute ${attribute} of `;
  const block = at(body.blocks, offset);
  return block === undefined ? '' : `block ${block.kind} of `;
}

const at = <Part extends { readonly start: number; readonly end: number }>(
  parts: readonly Part[],
  offset: number,
): Part | undefined => parts.find((part) => part.start <= offset && offset <= part.end);
