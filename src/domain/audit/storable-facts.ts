import { isArray, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { AuditFacts } from './audit-entry.ts';

/**
 * The facts as they come back from storage. Half a surrogate pair turns into U+FFFD when it is written as UTF-8, a NUL
 * cannot be stored by PostgreSQL, and JSON knows no -0, no NaN and no `undefined`: a hash over what was meant, instead
 * of what is kept, would later look like tampering.
 */
export const storableFacts = ({ at, actor, action, subject, details }: AuditFacts): AuditFacts => ({
  at: storableText(at),
  actor: storableText(actor),
  action: storableText(action),
  subject: storableText(subject),
  details: storableObject(details),
});

const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

function storableObject(object: JsonObject): JsonObject {
  const kept = Object.entries<Json | undefined>(object).flatMap(([key, value]) =>
    value === undefined ? [] : [[storableText(key), storable(value)] as const],
  );
  return Object.fromEntries(kept);
}

function storable(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (isArray(value)) return value.map(storable);
  return isObject(value) ? storableObject(value) : value;
}
