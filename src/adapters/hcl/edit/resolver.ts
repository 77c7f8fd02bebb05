import type { Json } from '#domain/json.ts';
import { isArray, isObject } from '#domain/json.ts';

import { blockScope } from './instances.ts';
import { entriesOf } from './iteration.ts';
import { knownOf } from './known-value.ts';
import type { Codebase } from './codebase.ts';
import type { Follow } from './follow.ts';
import { attributeIn, type ModuleInstance, moduleScope, nestedIn } from './module-instance.ts';
import { computed, dataSource, fixedValue, fromEnvironment, noValue } from './obstacles.ts';
import type { Placed, Resolution } from './resolution.ts';
import type { Scope } from './scope.ts';
import type { SourceFile } from './source-file.ts';
import { attributeOf, type Block, type Expression, memberOf, type Reference } from './syntax-tree.ts';
import { type Known, NOT_KNOWN, type Written } from './written.ts';

/** Calls that hand a value on as it is, apart from its type or order. */
const HANDED_ON = new Set([
  'toset',
  'tolist',
  'tomap',
  'tostring',
  'tonumber',
  'tobool',
  'distinct',
  'nonsensitive',
]);

// A configuration whose names lead in a circle is refused by the engine; this only ends the walk.
const DEEPEST = 100;

/** Follows names through one codebase: variables, locals, module inputs and outputs, iterations. */
export class Resolver implements Follow {
  readonly #codebase: Codebase;
  readonly #inEnvironment: ReadonlySet<string>;
  readonly #workspace: string;
  #depth = 0;

  constructor(
    codebase: Codebase,
    settings: { readonly workspace: string; readonly inEnvironment: readonly string[] },
  ) {
    this.#codebase = codebase;
    this.#workspace = settings.workspace;
    this.#inEnvironment = new Set(settings.inEnvironment);
  }

  resolve(at: Written): Resolution {
    if (this.#depth > DEEPEST) return { kind: 'obstacle', obstacle: computed(at) };
    this.#depth += 1;
    try {
      return this.#resolve(at);
    } finally {
      this.#depth -= 1;
    }
  }

  #resolve(at: Written): Resolution {
    const { expression } = at;
    switch (expression.kind) {
      case 'brackets':
        return this.resolve({ ...at, expression: expression.inner });
      case 'template': {
        // `"${var.x}"` is an old spelling of `var.x`.
        const [only, ...others] = expression.parts;
        return typeof only === 'object' && others.length === 0
          ? this.resolve({ ...at, expression: only })
          : { kind: 'written', written: at };
      }
      case 'reference':
        return this.#reference(at, expression);
      case 'call':
        return this.#call(at, expression.name, expression.arguments, expression.spread);
      case 'text':
      case 'number':
      case 'bool':
      case 'null':
      case 'heredoc':
      case 'tuple':
      case 'object':
      case 'conditional':
      case 'for':
      case 'computed':
        return { kind: 'written', written: at };
    }
  }

  #call(at: Written, name: string, parts: readonly Expression[], spread: boolean): Resolution {
    const [first, second] = parts;
    if (spread || first === undefined) return { kind: 'written', written: at };
    if (HANDED_ON.has(name)) return this.resolve({ ...at, expression: first });
    if (name === 'merge') {
      const resolved = parts.map((expression) => this.resolve({ ...at, expression }));
      const flat = resolved.flatMap((part) =>
        part.kind === 'merged' ? [...part.parts].toReversed() : [part],
      );
      return { kind: 'merged', parts: flat.toReversed(), call: at };
    }
    if (name === 'lookup' && second !== undefined) {
      const key = this.known({ ...at, expression: second });
      const found =
        typeof key === 'string' ? this.step(this.resolve({ ...at, expression: first }), key, at) : null;
      if (found !== null && (found.kind !== 'absent' || parts.length < 3)) return found;
      // What is looked up in vain gets a default that others may share: the key is the better place.
      if (found?.kind === 'absent' && found.add !== null) return found;
    }
    return { kind: 'written', written: at };
  }

  #reference(at: Written, { root, steps }: Reference): Resolution {
    if (typeof root !== 'string') return this.steps(this.resolve({ ...at, expression: root }), steps, at);
    const binding = at.scope.names.get(root);
    if (binding !== undefined) {
      if ('self' in binding) return this.steps(binding.self, steps, at);
      const [name, ...rest] = steps;
      const member = typeof name === 'string' ? binding.members[name] : undefined;
      return member === undefined ? obstacle(at) : this.steps(member, rest, at);
    }
    const { module } = at.scope;
    const [name, ...rest] = steps;
    if (module === null || typeof name !== 'string') return obstacle(at);
    switch (root) {
      case 'var':
        return this.steps(this.#variable(module, name, at), rest, at);
      case 'local': {
        const local = module.code.locals.get(name);
        if (local === undefined) return obstacle(at);
        return this.steps(this.resolve(placed(local, moduleScope(module))), rest, at);
      }
      case 'module':
        return this.#output(module, name, rest, at);
      case 'data':
        return { kind: 'obstacle', obstacle: dataSource(at, name) };
      case 'terraform':
        return name === 'workspace'
          ? { kind: 'value', value: this.#workspace, obstacle: fixedValue(at) }
          : obstacle(at);
      default:
        return this.#resource(module, root, name, rest, at);
    }
  }

  #variable(module: ModuleInstance, name: string, at: Written): Resolution {
    const { call } = module;
    const declared = module.code.blocks.get(`variable.${name}`);
    if (declared === undefined) return obstacle(at);
    if (call !== null) {
      const input = attributeIn(call.blocks, name);
      if (input !== undefined) {
        return this.resolve({ file: input.file, expression: input.node.value, scope: call.scope });
      }
      return this.#default(module, declared, name, at);
    }
    for (const file of this.#codebase.values.toReversed()) {
      const value = file.content.kind === 'unreadable' ? undefined : attributeOf(file.content.body, name);
      if (value !== undefined)
        return this.resolve({ file, expression: value.value, scope: moduleScope(module) });
    }
    if (this.#inEnvironment.has(name)) return { kind: 'obstacle', obstacle: fromEnvironment(name) };
    return this.#default(module, declared, name, at);
  }

  #default(
    module: ModuleInstance,
    declared: readonly Placed<Block>[],
    name: string,
    at: Written,
  ): Resolution {
    const value = attributeIn(declared, 'default');
    const [call] = module.call?.blocks ?? [];
    const add = call === undefined ? null : ({ kind: 'attribute', block: call, name } as const);
    if (value === undefined) return { kind: 'absent', add, obstacle: noValue(at, name) };
    const found = this.resolve({
      file: value.file,
      expression: value.node.value,
      scope: moduleScope(module),
    });
    // A default stands for all who give nothing; the caller who differs says so at its call.
    return found.kind === 'written' && add !== null ? { ...found, instead: add } : found;
  }

  #output(module: ModuleInstance, name: string, steps: Reference['steps'], at: Written): Resolution {
    const call = module.code.blocks.get(`module.${name}`);
    if (call === undefined) return obstacle(at);
    const [first, ...rest] = steps;
    const repeats = ['for_each', 'count'].some((meta) => attributeIn(call, meta) !== undefined);
    const key = repeats ? this.#stepKey(first, at) : null;
    const [output, ...inner] = repeats ? rest : steps;
    if (key === undefined || typeof output !== 'string') return obstacle(at);
    const child = this.moduleInstance(module, name, key);
    const value =
      child === null ? undefined : attributeIn(child.code.blocks.get(`output.${output}`) ?? [], 'value');
    if (child === null || value === undefined) return obstacle(at);
    const resolved = this.resolve({
      file: value.file,
      expression: value.node.value,
      scope: moduleScope(child),
    });
    return this.steps(resolved, inner, at);
  }

  #resource(
    module: ModuleInstance,
    type: string,
    name: string,
    steps: Reference['steps'],
    at: Written,
  ): Resolution {
    const blocks = module.code.blocks.get(`resource.${type}.${name}`);
    if (blocks === undefined) return obstacle(at);
    const [first, ...rest] = steps;
    const repeats = ['for_each', 'count'].some((meta) => attributeIn(blocks, meta) !== undefined);
    const key = repeats ? this.#stepKey(first, at) : null;
    if (key === undefined) return obstacle(at);
    const scope = blockScope(this, module, blocks, key);
    return this.steps({ kind: 'block', blocks, scope }, repeats ? rest : steps, at);
  }

  #stepKey(step: string | number | Expression | undefined, at: Written): string | number | undefined {
    if (step === undefined) return undefined;
    const key = typeof step === 'object' ? this.known({ ...at, expression: step }) : step;
    return typeof key === 'string' || typeof key === 'number' ? key : undefined;
  }

  /** The child module that a call makes; null when its code is not at hand. */
  moduleInstance(parent: ModuleInstance, name: string, key: string | number | null): ModuleInstance | null {
    const path = parent.path === '' ? `module.${name}` : `${parent.path}.module.${name}`;
    const blocks = parent.code.blocks.get(`module.${name}`);
    const code = this.#codebase.modules.get(path);
    if (blocks === undefined || code === undefined) return null;
    const own = `module.${name}${key === null ? '' : `[${JSON.stringify(key)}]`}`;
    const address = parent.address === '' ? own : `${parent.address}.${own}`;
    return { address, path, code, call: { blocks, scope: blockScope(this, parent, blocks, key) } };
  }

  root(): ModuleInstance | null {
    const code = this.#codebase.modules.get('');
    return code === undefined ? null : { address: '', path: '', code, call: null };
  }

  steps(from: Resolution, steps: Reference['steps'], at: Written): Resolution {
    let here = from;
    for (const step of steps) {
      const name = typeof step === 'object' ? this.known({ ...at, expression: step }) : step;
      if (typeof name !== 'string' && typeof name !== 'number') return obstacle(at);
      here = this.step(here, name, at);
    }
    return here;
  }

  step(from: Resolution, name: string | number, at: Written): Resolution {
    switch (from.kind) {
      case 'obstacle':
        return from;
      case 'absent':
        return { ...from, add: null };
      case 'value':
        return this.#stepInValue(from.value, name, at);
      case 'merged': {
        for (const part of from.parts) {
          const found = this.step(part, name, at);
          if (found.kind !== 'absent') return found;
        }
        const own = from.parts.find((part) => part.kind === 'written');
        return own === undefined ? obstacle(at) : this.step(own, name, at);
      }
      case 'block':
        return this.#stepInBlock(from.blocks, from.scope, name, at);
      case 'written':
        return this.#stepInWritten(from.written, name, at);
    }
  }

  #stepInValue(value: Json, name: string | number, at: Written): Resolution {
    const inner = isArray(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined;
    return inner === undefined ? obstacle(at) : { kind: 'value', value: inner, obstacle: fixedValue(at) };
  }

  #stepInBlock(
    blocks: readonly Placed<Block>[],
    scope: Scope,
    name: string | number,
    at: Written,
  ): Resolution {
    const attribute = attributeIn(blocks, String(name));
    if (attribute !== undefined) {
      return this.resolve({ file: attribute.file, expression: attribute.node.value, scope });
    }
    const nested = nestedIn(blocks, String(name));
    const [only, ...others] = nested;
    // `x.y[0].z` and `x.y.z` into the only block of a kind.
    if (only !== undefined && others.length === 0 && only.node.kind !== 'dynamic') {
      return { kind: 'block', blocks: [only], scope };
    }
    if (name === 0 && blocks.length === 1) return { kind: 'block', blocks, scope };
    return obstacle(at);
  }

  #stepInWritten(written: Written, name: string | number, at: Written): Resolution {
    const { expression } = written;
    if (expression.kind === 'object') {
      if (expression.members.some((member) => member.name === null)) return obstacle(written);
      const member = memberOf(expression, String(name));
      if (member !== undefined) return this.resolve({ ...written, expression: member.value });
      return {
        kind: 'absent',
        add: { kind: 'member', object: written, name: String(name) },
        obstacle: computed(at),
      };
    }
    if (expression.kind === 'tuple') {
      const item = expression.items[Number(name)];
      return item === undefined ? obstacle(at) : this.resolve({ ...written, expression: item });
    }
    if (expression.kind === 'for') {
      const entry = entriesOf(this, { kind: 'written', written })?.find(
        (one) => String(one.key) === String(name),
      );
      return entry?.value ?? obstacle(written);
    }
    return obstacle(written);
  }

  known(at: Written): Known {
    return this.#depth > DEEPEST ? NOT_KNOWN : knownOf(this, this.resolve(at));
  }
}

const placed = ({ file, node }: Placed<Expression>, scope: Scope): Written => ({
  file,
  expression: node,
  scope,
});

const obstacle = (at: { readonly file: SourceFile; readonly expression: Expression }): Resolution => ({
  kind: 'obstacle',
  obstacle: computed(at),
});
