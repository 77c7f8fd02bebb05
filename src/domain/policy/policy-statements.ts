import { isArray, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/** One statement of an AWS policy document in one shape, whatever shape it was written in. */
export interface PolicyStatement {
  readonly effect: string;
  /** `*` also stands for `*:*` and for "all but" (NotAction, NotResource, NotPrincipal). */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly conditional: boolean;
}

/** The statements of a policy document, or none when the value is no policy document. */
export function policyStatements(document: Json): readonly PolicyStatement[] {
  if (!isObject(document)) return [];
  const written = document['Statement'];
  const list = isArray(written) ? written : [written];
  return list.flatMap((item) => (isObject(item) ? [readStatement(item)] : []));
}

function readStatement(statement: JsonObject): PolicyStatement {
  const condition = statement['Condition'];
  return {
    effect: typeof statement['Effect'] === 'string' ? statement['Effect'] : '',
    actions: named(statement, 'Action').map((action) => (action === '*:*' ? '*' : action)),
    resources: named(statement, 'Resource'),
    principals: named(statement, 'Principal'),
    conditional: isObject(condition) && Object.keys(condition).length > 0,
  };
}

function named(statement: JsonObject, name: string): readonly string[] {
  return `Not${name}` in statement ? ['*'] : texts(statement[name]).toSorted();
}

function texts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
