import { canonicalText, isArray, isObject, type Json, type JsonObject } from '../../json.ts';

const SETS = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);
const ACCOUNT_ROOT = /^arn:aws[\w-]*:iam::(\d{12}):root$/;

export const isIamDocument = (document: Json | undefined): document is JsonObject =>
  isObject(document) && 'Statement' in document;

/**
 * An IAM policy document in one form: lists where IAM takes one or many, sorted where it reads a set, actions in
 * lower case, `arn:aws:iam::N:root` as `N`, condition values as text. Grammar: AWS IAM "Grammar of the IAM JSON
 * policy language". Two documents with the same form grant the same.
 */
export function iamForm(document: JsonObject): Json {
  const statements = listOf(document['Statement']).map((item) =>
    isObject(item) ? statementForm(item) : item,
  );
  return { ...document, Statement: sortedByText(statements) };
}

function statementForm(statement: JsonObject): Json {
  const form: Record<string, Json> = {};
  for (const [name, value] of Object.entries(statement)) {
    if (name === 'Sid' && value === '') continue;
    if (name === 'Principal' || name === 'NotPrincipal') form[name] = principalForm(value);
    else if (name === 'Condition') form[name] = conditionForm(value);
    else if (SETS.has(name)) form[name] = setForm(value, name.endsWith('Action'));
    else form[name] = value;
  }
  return form;
}

function setForm(value: Json, ignoreCase: boolean): Json {
  const items = listOf(value).map((item) =>
    ignoreCase && typeof item === 'string' ? item.toLowerCase() : item,
  );
  return sortedByText(distinct(items));
}

function principalForm(value: Json): Json {
  if (value === '*') return { AWS: ['*'] };
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([kind, who]) => [kind, sortedByText(distinct(listOf(who).map(accountForm)))]),
  );
}

const accountForm = (item: Json): Json =>
  typeof item === 'string' ? item.replace(ACCOUNT_ROOT, '$1') : item;

function conditionForm(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [operator, isObject(keys) ? conditionKeys(keys) : keys]),
  );
}

/**
 * Condition keys are not case-sensitive; `true` and `"true"` are the same value. A list of pairs and no object, so that
 * two keys that differ only in their case stay two.
 */
const conditionKeys = (keys: JsonObject): Json =>
  sortedByText(
    Object.entries(keys).map(([key, values]) => [
      key.toLowerCase(),
      sortedByText(distinct(listOf(values).map(asText))),
    ]),
  );

const asText = (item: Json): Json => (typeof item === 'string' ? item : canonicalText(item));

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : isArray(value) ? value : [value];

const sortedByText = (items: readonly Json[]): readonly Json[] =>
  items.toSorted((a, b) => (canonicalText(a) < canonicalText(b) ? -1 : 1));

const distinct = (items: readonly Json[]): readonly Json[] => [
  ...new Map(items.map((item) => [canonicalText(item), item])).values(),
];
