import { dynamicElements } from './dynamic-block.ts';
import { entriesOf, turnsOf } from './iteration.ts';
import { moduleScope } from './module-instance.ts';
import type { Placed, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import type { SourceFile } from './source-file.ts';
import type { Block, Expression, Reference, Span } from './syntax-tree.ts';
import type { Written } from './written.ts';

/** A place that a value depends on. */
export interface Read {
  readonly file: SourceFile;
  readonly span: Span;
  /** A list, an object or a body is read as what it holds, apart from what its parts say. */
  readonly isCollection: boolean;
  /** The one member that was looked for, in vain; null: all. */
  readonly part: string | null;
}

/** Walks over every place that a value depends on; where that is not certain, over more rather than fewer. */
export class ReadWalk {
  readonly #resolver: Resolver;
  readonly #seen = new Set<string>();
  readonly #hit: (read: Read) => void;
  /** false: what is read of other resources does not count. */
  readonly #throughResources: boolean;
  #depth = 0;

  constructor(resolver: Resolver, hit: (read: Read) => void, throughResources = true) {
    this.#resolver = resolver;
    this.#hit = hit;
    this.#throughResources = throughResources;
  }

  /** The whole value of an expression. */
  value(at: Written): void {
    // Far deeper than anything people write.
    if (this.#depth > 200) return;
    this.#depth += 1;
    this.#value(at);
    this.#depth -= 1;
  }

  #value(at: Written): void {
    const { expression } = at;
    const each = (parts: readonly Expression[]): void => {
      for (const part of parts) this.value({ ...at, expression: part });
    };
    switch (expression.kind) {
      case 'text':
      case 'number':
      case 'bool':
      case 'null':
        return this.#leaf(at);
      case 'heredoc':
        this.#leaf(at);
        return each(expression.interpolations.flatMap((part) => part.inner));
      case 'template':
        this.#leaf(at);
        return each(expression.parts.filter((part) => typeof part === 'object'));
      case 'tuple':
        this.#collection(at, null);
        return each(expression.items);
      case 'object':
        this.#collection(at, null);
        return each(
          expression.members.flatMap((member) =>
            member.name === null ? [member.key, member.value] : [member.value],
          ),
        );
      case 'brackets':
        return this.value({ ...at, expression: expression.inner });
      case 'call':
        if (expression.name !== 'length' && expression.name !== 'keys') return each(expression.arguments);
        for (const part of expression.arguments) this.size({ ...at, expression: part });
        return;
      case 'conditional':
        return each([expression.condition, expression.yes, expression.no]);
      case 'computed':
        return each(expression.parts);
      case 'for':
        return this.#for(at);
      case 'reference':
        return this.#reference(at, expression);
    }
  }

  #for(at: Written): void {
    const { expression } = at;
    if (expression.kind !== 'for') return;
    const entries = entriesOf(this.#resolver, { kind: 'written', written: at });
    if (entries === null) {
      this.value({ ...at, expression: expression.source });
      return this.value({ ...at, expression: expression.value });
    }
    this.#forKeys(at);
    for (const entry of entries) this.resolved(entry.value);
  }

  #reference(at: Written, reference: Reference): void {
    for (const step of reference.steps) {
      if (typeof step === 'object') this.value({ ...at, expression: step });
    }
    if (typeof reference.root === 'object') this.value({ ...at, expression: reference.root });
    const isResource =
      typeof reference.root === 'string' && !NAMES.has(reference.root) && !at.scope.names.has(reference.root);
    if (isResource && !this.#throughResources) return;
    for (let length = reference.steps.length; length >= 0; length -= 1) {
      const shorter = { ...reference, steps: reference.steps.slice(0, length) };
      const found = this.#resolver.resolve({ ...at, expression: { ...at.expression, ...shorter } });
      if (found.kind === 'obstacle') continue;
      // Of a resource only what its block writes can be followed; the rest the provider computes.
      if (found.kind !== 'block') this.resolved(found);
      return;
    }
  }

  resolved(found: Resolution): void {
    switch (found.kind) {
      case 'written': {
        const { file, expression, scope } = found.written;
        const key = `${file.path}:${expression.start}:${scope.module?.address ?? ''}`;
        if (scope.names.size === 0 && this.#seen.has(key)) return;
        this.#seen.add(key);
        return this.value(found.written);
      }
      case 'merged':
        for (const part of found.parts) this.resolved(part);
        return;
      case 'absent':
        if (found.add?.kind === 'member') this.#collection(found.add.object, found.add.name);
        return;
      case 'block':
      case 'value':
      case 'obstacle':
    }
  }

  /** Only which elements there are, as `for_each` asks. */
  keys(at: Written): void {
    const found = this.#resolver.resolve(at);
    const parts = found.kind === 'merged' ? found.parts : [found];
    for (const part of parts) {
      if (part.kind !== 'written') this.resolved(part);
      else if (part.written.expression.kind === 'object') this.#collection(part.written, null);
      else if (part.written.expression.kind === 'for') this.#forKeys(part.written);
      else if (part.written.expression.kind === 'conditional') this.#branchKeys(part.written);
      else this.value(part.written);
    }
  }

  #branchKeys(at: Written): void {
    const { expression } = at;
    if (expression.kind !== 'conditional') return;
    this.value({ ...at, expression: expression.condition });
    this.keys({ ...at, expression: expression.yes });
    this.keys({ ...at, expression: expression.no });
  }

  /** Only how many elements there are. */
  size(at: Written): void {
    const found = this.#resolver.resolve(at);
    if (found.kind === 'written' && found.written.expression.kind === 'tuple') {
      this.#collection(found.written, null);
    } else this.keys(at);
  }

  #forKeys(at: Written): void {
    const { expression } = at;
    if (expression.kind !== 'for') return;
    const turns = turnsOf(this.#resolver, at);
    if (turns === null) return this.value({ ...at, expression: expression.source });
    this.size({ ...at, expression: expression.source });
    for (const { scope } of turns) {
      if (expression.key !== null) this.value({ ...at, expression: expression.key, scope });
      if (expression.condition !== null) this.value({ ...at, expression: expression.condition, scope });
    }
  }

  /** Everything in a block's body, under the name of the attribute or block that it is part of. */
  body(block: Placed<Block>, scope: Scope, isKnown: boolean, name: (name: string) => void, top = ''): void {
    const { file, node } = block;
    const { start, end } = node.body;
    name(top);
    this.#hit({ file, span: { start, end }, isCollection: true, part: null });
    for (const attribute of node.body.attributes) {
      name(top === '' ? attribute.name : top);
      const at = { file, expression: attribute.value, scope };
      const isRepetition = top === '' && attribute.name === 'for_each';
      if (isRepetition && isKnown)
        this.keys({ ...at, scope: scope.module === null ? scope : moduleScope(scope.module) });
      else this.value(at);
    }
    for (const nested of node.body.blocks) {
      const kind = top === '' ? (nested.kind === 'dynamic' ? (nested.labels[0] ?? '') : nested.kind) : top;
      if (nested.kind === 'dynamic') this.#dynamic({ file, node: nested }, scope, name, kind);
      else this.body({ file, node: nested }, scope, isKnown, name, kind);
    }
  }

  #dynamic(block: Placed<Block>, scope: Scope, name: (name: string) => void, kind: string): void {
    name(kind);
    const source = block.node.body.attributes.find((attribute) => attribute.name === 'for_each');
    const turns = dynamicElements(this.#resolver, block, scope);
    if (source !== undefined) {
      const at = { file: block.file, expression: source.value, scope };
      if (turns.length === 0) this.value(at);
      else this.keys(at);
    }
    for (const turn of turns) this.body(turn.block, turn.scope, true, name, kind);
  }

  #leaf({ file, expression }: Written): void {
    this.#hit({ file, span: expression, isCollection: false, part: null });
  }

  #collection({ file, expression }: Written, part: string | null): void {
    this.#hit({ file, span: expression, isCollection: true, part });
  }
}

const NAMES = new Set(['var', 'local', 'module', 'data', 'each', 'count', 'path', 'terraform', 'self']);
