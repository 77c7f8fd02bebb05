import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { Plan } from './plan.ts';

/** What a plan's `configuration` tells about the code: which attributes a resource block sets, what outputs read. */
export interface ConfiguredAttributes {
  /** null when the block is not in the configuration (removed from code, or the plan carries none). */
  readonly sets: (resource: ResourceInCode, attribute: string) => boolean | null;
  /** The references of a root output, such as `aws_x.y.arn`, `local.z`, `module.m.out`. */
  readonly outputReads: (name: string) => readonly string[];
}

export interface ResourceInCode {
  readonly module: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
}

export function configuredAttributes(plan: Plan): ConfiguredAttributes {
  const configuration = plan.raw['configuration'];
  const root = isObject(configuration) ? objectAt(configuration, 'root_module') : undefined;
  const blocks = new Map<string, JsonObject>();
  if (root) collect(root, '', blocks);
  return {
    sets: (resource, attribute) => {
      const block = blocks.get(blockKey(withoutKeys(resource.module), resource));
      if (!block) return null;
      const expressions = objectAt(block, 'expressions');
      return expressions !== undefined && attribute in expressions;
    },
    outputReads: (name) => {
      const outputs = root && objectAt(root, 'outputs');
      const output = outputs && objectAt(outputs, name);
      const expression = output && objectAt(output, 'expression');
      return expression === undefined ? [] : references(expression);
    },
  };
}

function collect(module: JsonObject, path: string, blocks: Map<string, JsonObject>): void {
  for (const block of listOf(module['resources'])) {
    if (!isObject(block)) continue;
    const { type, name } = block;
    if (typeof type !== 'string' || typeof name !== 'string') continue;
    blocks.set(blockKey(path, { mode: block['mode'] === 'data' ? 'data' : 'managed', type, name }), block);
  }
  const calls = objectAt(module, 'module_calls') ?? {};
  for (const [name, call] of Object.entries(calls)) {
    const child = isObject(call) ? objectAt(call, 'module') : undefined;
    if (child) collect(child, path === '' ? `module.${name}` : `${path}.module.${name}`, blocks);
  }
}

const blockKey = (module: string, at: Omit<ResourceInCode, 'module'>): string =>
  `${module}|${at.mode}.${at.type}.${at.name}`;

/** `module.a["x"].module.b[0]` as the code names it: `module.a.module.b`. A key may hold brackets and quotes. */
export function withoutKeys(module: string): string {
  let text = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < module.length; i += 1) {
    const char = module[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    else if (depth === 0) text += char;
  }
  return text;
}

function references(expression: Json): readonly string[] {
  if (isArray(expression)) return expression.flatMap(references);
  if (!isObject(expression)) return [];
  const own = listOf(expression['references']).filter((reference) => typeof reference === 'string');
  return [
    ...own,
    ...Object.entries(expression).flatMap(([name, value]) =>
      name === 'references' ? [] : references(value),
    ),
  ];
}

const objectAt = (value: JsonObject, name: string): JsonObject | undefined => {
  const member = value[name];
  return isObject(member) ? member : undefined;
};
const listOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);
