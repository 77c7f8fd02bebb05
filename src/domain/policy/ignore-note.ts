/** Who wrote an ignore rule, why, and until when (YYYY-MM-DD, that day included). */
export interface IgnoreNote {
  readonly owner: string | null;
  readonly reason: string | null;
  readonly until: string | null;
}

const FIELD = /(?<=^|\s)([A-Za-z_]+)=(?:"([^"]*)"|(\S*))/g;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

// A field Kedge does not read would leave a rule in force for ever while its writer believes it ends.
const MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    until: ['expires', 'expire', 'expiry', 'expires_at', 'expires_on', 'untill', 'util'],
    owner: ['owners', 'team', 'by', 'onwer'],
    reason: ['why', 'because', 'reasons', 'reson'],
  }).flatMap(([field, wrong]) => wrong.map((name) => [name, field] as const)),
);

/**
 * Reads the comment behind a rule: `owner=@platform until=2027-01-31 reason="the autoscaler writes it"`.
 * Words outside the fields are the reason when no `reason=` is given. Problems are sentences.
 */
export function parseIgnoreNote(comment: string): {
  readonly note: IgnoreNote;
  readonly problems: readonly string[];
} {
  const fields = new Map<string, string>();
  const problems: string[] = [];
  const words = comment.replaceAll(
    FIELD,
    (whole, name: string, quoted: string | undefined, bare: string | undefined) => {
      const problem = addField(fields, name.toLowerCase(), (quoted ?? bare ?? '').trim());
      if (problem === 'not a field') return whole;
      if (problem !== null) problems.push(problem);
      return '';
    },
  );
  const text = words.replaceAll(/\s+/g, ' ').trim();
  return {
    note: {
      owner: fields.get('owner') ?? null,
      reason: fields.get('reason') ?? (text === '' ? null : text),
      until: fields.get('until') ?? null,
    },
    problems,
  };
}

function addField(fields: Map<string, string>, name: string, value: string): string | null {
  const meant = MEANT.get(name);
  if (meant !== undefined) return `\`${name}=\` is not a field. Write \`${meant}=\`.`;
  if (name !== 'owner' && name !== 'reason' && name !== 'until') return 'not a field';
  if (fields.has(name)) return `\`${name}=\` is given twice. Keep one.`;
  if (value === '') return `\`${name}=\` has no value. Write one, with quotes around spaces, or remove it.`;
  if (name === 'until' && !isDate(value)) {
    return `\`until=${value}\` is not a date. Write it as YYYY-MM-DD, for example until=2027-01-31.`;
  }
  fields.set(name, value);
  return null;
}

function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  // An impossible day rolls over to the next month, so that it reads back differently.
  return new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(text);
}
