import { type JsonObject, type Json } from '../json.ts';

/** Ways in which providers write one entry of a map as an object. Lower case, compared without `_` and `-`. */
const NAME_KEYS: readonly string[] = [
  'name',
  'key',
  'parametername',
  'parameterkey',
  'headername',
  'optionname',
  'attributename',
  'variablename',
  'variable',
  'field',
];
const VALUE_KEYS: ReadonlySet<string> = new Set([
  'value',
  'values',
  'parametervalue',
  'headervalue',
  'optionvalue',
  'attributevalue',
  'variablevalue',
  'stringvalue',
  'plaintextvalue',
]);
/** CodeBuild's word for "the value is the name of a parameter", not the secret itself. */
const REFERENCE_TYPES: ReadonlySet<string> = new Set(['PARAMETER_STORE', 'SECRETS_MANAGER']);

const plain = (key: string): string => key.toLowerCase().replaceAll(/[_-]/g, '');

/** True when the key holds the value of a name/value pair. */
export const isPairValueKey = (key: string): boolean => VALUE_KEYS.has(plain(key));

/** The name that stands beside the value, and its key: `name`, `DB_PASSWORD` in `{ name: "DB_PASSWORD", value: "x" }`. */
export function pairName(pair: JsonObject): { readonly key: string; readonly name: string } | undefined {
  const keys = Object.keys(pair);
  if (!keys.some(isPairValueKey) || keys.some((key) => isReference(key, pair[key]))) return undefined;
  for (const wanted of NAME_KEYS) {
    const key = keys.find((candidate) => plain(candidate) === wanted);
    const name = key === undefined ? undefined : pair[key];
    if (key !== undefined && typeof name === 'string' && name !== '') return { key, name };
  }
  return undefined;
}

const isReference = (key: string, value: Json | undefined): boolean =>
  plain(key) === 'type' && typeof value === 'string' && REFERENCE_TYPES.has(value);
