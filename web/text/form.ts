/** The trimmed text of a field; empty when it is not there. */
export function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Null for an empty field. */
export const fieldOrNull = (fields: FormData, name: string): string | null =>
  fieldText(fields, name) === '' ? null : fieldText(fields, name);
