import { type Json, type JsonObject, isArray, isObject } from '../json.ts';
import { PLACEHOLDER, isHarmlessValue } from './harmless-shape.ts';
import { isPairValueKey, pairName } from './named-pair.ts';
import { redactText } from './redact-text.ts';
import { describesSecret, namesOpaqueHarmless, namesSecret, namesSecretGroup } from './secret-name.ts';
import { LONGEST_TEXT } from './secret-text.ts';
import { type Mask, isMasked, maskOfIndex, maskOfKey } from './sensitive-mask.ts';

/** What is known about a value from where it stands. */
export interface SecretContext {
  /** The nearest attribute name or map key; beside a `value`, the name of the pair. */
  readonly name?: string;
  /** The mask of this very value, see `maskAt`. */
  readonly mask?: Mask;
}

interface Place {
  readonly name: string;
  readonly mask: Mask;
  /** Whether a group around it, such as `credentials`, has a secret's name. */
  readonly inSecretGroup: boolean;
}

/** A deep copy in which everything secret is the text `(sensitive)`. Null stays: it reveals nothing. */
export function redactValue(value: Json, context: SecretContext): Json {
  return redactPlace(value, { name: context.name ?? '', mask: context.mask, inSecretGroup: false });
}

function redactPlace(value: Json, place: Place): Json {
  if (value === null) return null;
  if (isMasked(place.mask)) return PLACEHOLDER;
  if (isArray(value)) {
    return value.map((item, i) => redactPlace(item, { ...place, mask: maskOfIndex(place.mask, i) }));
  }
  if (isObject(value)) return redactObject(value, place);
  if (typeof value === 'string') return redactString(value, place);
  // A switch or a count beside a secret is a setting; a number that has a secret's own name is a PIN.
  return typeof value === 'number' && namesSecret(place.name) ? PLACEHOLDER : value;
}

function redactObject(value: JsonObject, place: Place): JsonObject {
  const pair = pairName(value);
  const inSecretGroup = place.inSecretGroup || namesSecretGroup(place.name);
  const entries = Object.entries(value).map(([key, part]): [string, Json] => {
    const name = knownName(pair !== undefined && isPairValueKey(key) ? pair.name : key);
    return [
      redactText(key, { opaque: false }),
      redactPlace(part, {
        name,
        mask: maskOfKey(place.mask, key),
        // A pair's name only says what the value is.
        inSecretGroup: inSecretGroup && key !== pair?.key,
      }),
    ];
  });
  return fromEntries(entries);
}

/** A name that holds a secret itself is taken as it will be read later, unless it already names one. */
const knownName = (name: string): string => (namesSecret(name) ? name : redactText(name));

/** Two keys that are both secret must not become one. */
function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  const taken = new Set<string>();
  return Object.fromEntries(
    entries.map(([key, part]) => {
      let free = key;
      for (let n = 2; taken.has(free); n += 1) free = `${key} ${n}`;
      taken.add(free);
      return [free, part];
    }),
  );
}

function redactString(value: string, place: Place): string {
  if (isNamedSecret(value, place)) return PLACEHOLDER;
  const opaque = !namesOpaqueHarmless(place.name);
  return redactDocument(value, place) ?? redactText(value, { opaque });
}

function isNamedSecret(value: string, place: Place): boolean {
  const named = namesSecret(place.name) || (place.inSecretGroup && !describesSecret(place.name));
  return named && !isHarmlessValue(value);
}

/** Redacts inside a JSON document held in a string; `undefined` when the string is none. */
function redactDocument(text: string, place: Place): string | undefined {
  const document = parseDocument(text);
  if (document === undefined) return undefined;
  const written = JSON.stringify(redactPlace(document, { ...place, mask: undefined }));
  const harmless = written === JSON.stringify(document) && countKeys(document) === countWrittenKeys(text);
  return harmless ? text : written;
}

/** JSON.parse keeps only the last of two equal keys; the text may hold a secret under the other. */
function countWrittenKeys(text: string): number {
  return text.match(/"(?:[^"\\]|\\[^])*"(?:\s*:)?/g)?.filter((found) => found.endsWith(':')).length ?? 0;
}

function countKeys(value: Json): number {
  if (isArray(value)) return value.reduce<number>((sum, item) => sum + countKeys(item), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + 1 + countKeys(part), 0);
}

function parseDocument(text: string): Json | undefined {
  if (text.length > LONGEST_TEXT || !/^\s*[[{"]/.test(text)) return undefined;
  try {
    const document = JSON.parse(text) as Json;
    return typeof document === 'string' || isArray(document) || isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
