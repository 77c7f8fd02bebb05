import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '#domain/json.ts';
import { documentIn } from '#domain/drift/json-document.ts';

import { editMembers, surroundingsAt } from './collection-edits.ts';
import { insertAttribute } from './body-edits.ts';
import { heredocChanges, heredocDocument } from './heredoc-text.ts';
import { editList } from './edit-list.ts';
import type { Follow } from './follow.ts';
import { readJsonTree } from './json-tree.ts';
import { samePolicyPart } from './policy-parts.ts';
import { quoteText } from './render-value.ts';
import type { Addition, Resolution } from './resolution.ts';
import { replacementSource, saysAlready } from './scalar-source.ts';
import { computed, notWritten, wholeBlock } from './obstacles.ts';
import type { SourceFile } from './source-file.ts';
import { memberOf, type Expression, type Heredoc, type TextLiteral } from './syntax-tree.ts';
import { applyChanges, type TextChange } from './text-change.ts';
import type { Obstacle, Operation, Outcome, Written } from './written.ts';

/** Collects what has to be changed so that an expression gives another value. */
export class ValueEdit {
  readonly follow: Follow;
  readonly #operations: Operation[] = [];
  readonly #obstacles: Obstacle[] = [];

  constructor(follow: Follow) {
    this.follow = follow;
  }

  /** All of it or the first thing in the way. */
  outcome(): Outcome {
    const [obstacle] = this.#obstacles;
    return obstacle === undefined ? { operations: this.#operations } : { obstacle };
  }

  obstruct(obstacle: Obstacle, names: readonly string[]): void {
    this.#obstacles.push({ ...obstacle, names });
  }

  add(operation: Operation): void {
    this.#operations.push(operation);
  }

  /** From what the code gives now to what it shall give; undefined: nothing. */
  edit(at: Written, now: Json | undefined, then: Json, names: readonly string[]): void {
    this.editResolved(this.follow.resolve(at), now, then, names);
  }

  editResolved(at: Resolution, now: Json | undefined, then: Json, names: readonly string[]): void {
    if (jsonEqual(now, then)) return;
    switch (at.kind) {
      case 'obstacle':
      case 'value':
      case 'block':
        return this.obstruct(at.kind === 'block' ? wholeBlock : at.obstacle, names);
      case 'absent':
        return at.add === null ? this.obstruct(at.obstacle, names) : this.#insert(at.add, then, names);
      case 'merged':
        return this.#editMerged(at.parts, at.call, now, then, names);
      case 'written':
        return at.instead === undefined
          ? this.#editWritten(at.written, now, then, names)
          : this.#insert(at.instead, then, names);
    }
  }

  #editWritten(at: Written, now: Json | undefined, then: Json, names: readonly string[]): void {
    const { expression } = at;
    switch (expression.kind) {
      case 'text':
        return this.#editText(at, expression, now, then, names);
      case 'number':
      case 'bool':
      case 'null':
        return this.replace(at, then, names);
      case 'heredoc':
        return this.#editHeredoc(at, expression, now, then, names);
      case 'object':
        if (isObject(then)) return this.#editObject(at, isObject(now) ? now : {}, then, names);
        return this.replace(at, then, names);
      case 'tuple':
        if (isArray(then)) return editList(this, at, isArray(now) ? now : [], then, names);
        return this.replace(at, then, names);
      case 'call':
        return this.#editCall(at, expression.name, expression.arguments, now, then, names);
      case 'brackets':
      case 'template':
      case 'reference':
      case 'conditional':
      case 'for':
      case 'computed':
        return this.obstruct(computed(at), names);
    }
  }

  /** The whole expression gives way to a literal. Only for what is one already. */
  replace({ file, expression }: Written, then: Json, names: readonly string[]): void {
    if (saysAlready(expression, then)) return;
    const { start, end } = expression;
    const text = replacementSource(
      expression,
      then,
      'notation' in expression ? expression.notation : 'hcl',
      surroundingsAt(file.text, start),
    );
    this.#add(file, [{ start, end, text }], expression, null, 'the value', names);
  }

  #editText(
    at: Written,
    literal: TextLiteral,
    now: Json | undefined,
    then: Json,
    names: readonly string[],
  ): void {
    const before = documentIn(now);
    const after = documentIn(then);
    if (before === undefined || after === undefined) return this.replace(at, then, names);
    const document = readJsonTree(literal.text);
    if (document === null) return this.replace(at, then, names);
    // The document is edited in a text of its own, and put between its quotes again.
    const file: SourceFile = { ...at.file, text: literal.text };
    const inner = new ValueEdit(this.follow);
    inner.#editDocument({ file, expression: document, scope: at.scope }, before, after, names);
    const outcome = inner.outcome();
    if ('obstacle' in outcome) return this.obstruct(outcome.obstacle, names);
    const changed = applyChanges(
      literal.text,
      outcome.operations.flatMap((operation) => operation.changes),
    );
    const { start, end } = at.expression;
    const text = quoteText(changed, literal.notation);
    this.#add(at.file, [{ start, end, text }], at.expression, null, 'the JSON document', names);
  }

  #editHeredoc(
    at: Written,
    heredoc: Heredoc,
    now: Json | undefined,
    then: Json,
    names: readonly string[],
  ): void {
    const before = documentIn(now);
    const after = documentIn(then);
    const document = before === undefined ? null : heredocDocument(at.file.text, heredoc);
    if (document !== null && before !== undefined && after !== undefined) {
      return this.#editDocument({ ...at, expression: document }, before, after, names);
    }
    const changes =
      typeof now === 'string' && typeof then === 'string'
        ? heredocChanges(at.file.text, heredoc, now, then)
        : null;
    if (changes === null) return this.obstruct(computed(at), names);
    this.#add(at.file, changes, at.expression, null, 'the heredoc', names);
  }

  #editCall(
    at: Written,
    name: string,
    parts: readonly Expression[],
    now: Json | undefined,
    then: Json,
    names: readonly string[],
  ): void {
    const [argument] = parts;
    const before = documentIn(now);
    const after = documentIn(then);
    if (name !== 'jsonencode' || argument === undefined || before === undefined || after === undefined) {
      return this.obstruct(computed(at), names);
    }
    this.#editDocument({ ...at, expression: argument }, before, after, names);
  }

  #editDocument(at: Written, now: Json, then: Json, names: readonly string[]): void {
    this.edit(at, now, samePolicyPart(now, then), names);
  }

  #editObject(at: Written, now: JsonObject, then: JsonObject, names: readonly string[]): void {
    const edits = new MemberChanges();
    for (const name of changedKeys(now, then)) {
      this.#editMember(at, name, now[name], then[name], [...names, name], edits);
    }
    this.#addMembers(at, edits, names);
  }

  #editMember(
    at: Written,
    name: string,
    now: Json | undefined,
    then: Json | undefined,
    names: readonly string[],
    edits: MemberChanges,
  ): void {
    const { file, expression, scope } = at;
    if (expression.kind !== 'object' || expression.members.some((member) => member.name === null)) {
      return this.obstruct(computed(at), names);
    }
    const member = memberOf(expression, name);
    if (then === undefined) {
      if (member === undefined) return this.obstruct(notWritten(file, expression), names);
      edits.gone.push(name);
    } else if (member === undefined) edits.come.push({ name, value: then });
    else this.edit({ file, expression: member.value, scope }, now, then, names);
  }

  /** One operation for each key, so that each has its own readers, but all in one change where they meet. */
  #addMembers({ file, expression }: Written, edits: MemberChanges, names: readonly string[]): void {
    if (expression.kind !== 'object') return;
    const parts = [...edits.gone, ...edits.come.map(({ name }) => name)];
    const [only, ...others] = parts;
    if (only === undefined) return;
    const changes = editMembers(file.text, expression, edits);
    const part = others.length === 0 ? only : null;
    const what = `the ${others.length === 0 ? 'key' : 'keys'} ${parts.join(', ')}`;
    this.#add(file, changes, expression, part, what, part === null ? names : [...names, part]);
  }

  #editMerged(
    parts: readonly Resolution[],
    call: Written,
    now: Json | undefined,
    then: Json,
    names: readonly string[],
  ): void {
    if (!isObject(then) || !isObject(now ?? {})) return this.obstruct(computed(call), names);
    const before = isObject(now) ? now : {};
    const edits = new Map<Resolution, MemberChanges>();
    const editsOf = (part: Resolution): MemberChanges => {
      const known = edits.get(part) ?? new MemberChanges();
      edits.set(part, known);
      return known;
    };
    for (const name of changedKeys(before, then)) {
      const inner = [...names, name];
      const givers = parts.filter((part) => gives(part, name));
      const [giver, shadowed] = givers;
      const unclear = parts.some((part) => gives(part, name) === null);
      const value = then[name];
      if (unclear || (value === undefined && shadowed !== undefined)) this.obstruct(computed(call), inner);
      else if (giver !== undefined) this.#editIn(giver, name, before[name], value, inner, editsOf(giver));
      else {
        // A key that nobody gives yet belongs into the object that is written here, not into one that others share.
        const own = parts.find((part) => part.kind === 'written' && isInside(part.written, call));
        const target = own ?? parts[0];
        if (target === undefined) this.obstruct(computed(call), inner);
        else this.#editIn(target, name, undefined, value, inner, editsOf(target));
      }
    }
    for (const [part, changes] of edits) {
      if (part.kind === 'written') this.#addMembers(part.written, changes, names);
    }
  }

  #editIn(
    part: Resolution,
    name: string,
    now: Json | undefined,
    then: Json | undefined,
    names: readonly string[],
    edits: MemberChanges,
  ): void {
    if (part.kind === 'written') this.#editMember(part.written, name, now, then, names, edits);
    else this.obstruct('obstacle' in part ? part.obstacle : wholeBlock, names);
  }

  #insert(add: Addition, then: Json, names: readonly string[]): void {
    if (add.kind === 'member') {
      const { file, expression } = add.object;
      if (expression.kind !== 'object') return this.obstruct(computed(add.object), names);
      const changes = editMembers(file.text, expression, {
        gone: [],
        come: [{ name: add.name, value: then }],
      });
      return this.#add(file, changes, expression, add.name, `the key ${add.name}`, names);
    }
    const { file, node } = add.block;
    const changes = insertAttribute(file.text, node.body, add.name, then);
    this.#add(file, changes, node.body, add.name, `the attribute ${add.name}`, names);
  }

  #add(
    file: SourceFile,
    changes: readonly TextChange[],
    place: { readonly start: number; readonly end: number },
    part: string | null,
    what: string,
    names: readonly string[],
  ): void {
    const { start, end } = place;
    if (changes.length > 0) this.add({ file, changes, place: { start, end }, part, what, names });
  }
}

/** Keys of one object that come and go. */
class MemberChanges {
  readonly gone: string[] = [];
  readonly come: { readonly name: string; readonly value: Json }[] = [];
}

const isInside = (part: Written, whole: Written): boolean =>
  part.file === whole.file &&
  part.expression.start >= whole.expression.start &&
  part.expression.end <= whole.expression.end;

/** true: it gives the key; null: nobody can tell. */
function gives(part: Resolution, name: string): boolean | null {
  if (part.kind !== 'written' || part.written.expression.kind !== 'object') return null;
  const { members } = part.written.expression;
  return members.some((member) => member.name === null)
    ? null
    : members.some((member) => member.name === name);
}

const changedKeys = (now: JsonObject, then: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(now), ...Object.keys(then)])].filter(
    (name) => !jsonEqual(now[name], then[name]),
  );
