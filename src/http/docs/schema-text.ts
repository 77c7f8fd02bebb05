/** What is used of JSON Schema, as OpenAPI 3.1 writes it. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly description?: string;
}

/** A schema as somebody would write it down on paper: `{ name: string, until?: string | null }`. */
export function schemaText(schema: SchemaNode, indent = ''): string {
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return unique(either.map((one) => schemaText(one, indent))).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((one) => schemaText(one, indent)).join(' & ');
  const types = [schema.type ?? 'any'].flat();
  return unique(types.map((type) => typeText(type, schema, indent))).join(' | ');
}

export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

function typeText(type: string, schema: SchemaNode, indent: string): string {
  if (type === 'array') {
    const item = schemaText(schema.items ?? {}, indent);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (type === 'object') return objectText(schema, indent);
  return type === 'string' && schema.format === 'date-time' ? 'instant' : type;
}

function objectText(
  { properties = {}, required = [], additionalProperties }: SchemaNode,
  indent: string,
): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, value]) => {
    const said = value.description === undefined ? '' : `  // ${value.description.replaceAll(/\s+/g, ' ')}`;
    return `${inner}${name}${required.includes(name) ? '' : '?'}: ${schemaText(value, inner)}${said}`;
  });
  if (typeof additionalProperties === 'object')
    lines.push(`${inner}[name]: ${schemaText(additionalProperties, inner)}`);
  return lines.length === 0 ? '{ }' : `{\n${lines.join('\n')}\n${indent}}`;
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
