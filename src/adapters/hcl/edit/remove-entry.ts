import { editItems, editMembers } from './collection-edits.ts';
import type { ValueEdit } from './edit-value.ts';
import { computed } from './obstacles.ts';
import type { Entry, Placed } from './resolution.ts';
import { type Block, memberOf } from './syntax-tree.ts';

/** Takes one element out of the literal list, map or set that an iteration goes over. */
export function removeEntry(
  edit: ValueEdit,
  { holder }: Entry,
  block: Placed<Block>,
  names: readonly string[],
): void {
  const whole = { file: block.file, expression: { ...block.node, kind: 'computed', parts: [] } } as const;
  if (holder === null) return edit.obstruct(computed(whole), names);
  const { container, part } = holder;
  const { file, expression } = container;
  const member = expression.kind === 'object' ? memberOf(expression, String(part)) : undefined;
  if (expression.kind === 'object' && member !== undefined) {
    edit.add({
      file,
      changes: editMembers(file.text, expression, { gone: [String(part)], come: [] }),
      place: expression,
      part: String(part),
      what: `the entry ${String(part)}`,
      names,
    });
  } else if (expression.kind === 'tuple' && typeof part === 'number') {
    edit.add({
      file,
      changes: editItems(file.text, expression, { gone: [part], come: [] }),
      place: expression,
      part: null,
      what: 'the element',
      names,
    });
  } else edit.obstruct(computed(container), names);
}
