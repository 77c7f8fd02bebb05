import { isArray, isObject, type Json } from '../json.ts';
import { parseJson } from '../lossless-json.ts';

/** The document in a string that holds a JSON object or list; undefined for everything else. */
export function documentIn(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!(text.startsWith('{') && text.endsWith('}')) && !(text.startsWith('[') && text.endsWith(']')))
    return undefined;
  try {
    const parsed = parseJson(text);
    return isObject(parsed) || isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
