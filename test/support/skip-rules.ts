import { REAL_PARTS, type FoundParts, type RealPart } from './real-parts.ts';

/** A skipped test as the run reports it. */
export interface Skip {
  /** The names of its suites, outermost first, and its own. */
  readonly titles: readonly string[];
  /** What the test said when it skipped itself. */
  readonly note: string | null;
}

/** The reason that stands in brackets at the end of a name, the innermost first; null when nobody gave one. */
export function reasonOf({ titles, note }: Skip): string | null {
  if (note !== null && note !== '') return note;
  for (const title of titles.toReversed()) {
    const reason = /\((needs .+)\)$/.exec(title)?.[1] ?? /\(([^()]+)\)$/.exec(title)?.[1];
    if (reason !== undefined) return reason;
  }
  return null;
}

const WORDS: Readonly<Record<RealPart, RegExp>> = {
  terraform: /\bterraform\b/i,
  tofu: /\b(?:open)?tofu\b/i,
  'aws-provider': /\baws-provider\b|\bhashicorp\/aws\b/i,
  moto: /\bmoto(?:_server)?\b/i,
  'aws-cli': /\baws[- ]cli\b/i,
  chromium: /\bchromium\b/i,
  git: /\bgit\b/i,
  postgres: /\bpostgres(?:ql)?\b/i,
  prometheus: /\b(?:prometheus|promtool)\b/i,
  corpus: /\bcorpus\b/i,
};

/** The parts that a skip says are missing: those in its reason, else (`needs it on the PATH`) those in its names. */
export function partsNamed(skip: Skip): readonly RealPart[] {
  const named = (text: string): readonly RealPart[] => REAL_PARTS.filter((part) => WORDS[part].test(text));
  const inReason = named(reasonOf(skip) ?? '');
  return inReason.length > 0 ? inReason : named(skip.titles.join(' '));
}

/**
 * Which parts may not be given as a reason: with `CI=true` or `KEDGE_FORBID_SKIPS=1` those that are on this machine,
 * else those that `KEDGE_FORBID_SKIPS` lists. null: every skip is fine. Throws on a name that is none.
 */
export function requiredParts(
  env: Readonly<Record<string, string | undefined>>,
  found: FoundParts,
): ReadonlySet<RealPart> | null {
  const said = env['KEDGE_FORBID_SKIPS'] ?? '';
  if (said === '0') return null;
  if (said === '' && !isYes(env['CI'])) return null;
  if (said === '' || isYes(said)) return new Set(REAL_PARTS.filter((part) => found[part] !== null));
  return new Set(
    said
      .split(/[\s,]+/)
      .filter((name) => name !== '')
      .map(partCalled),
  );
}

const isYes = (text: string | undefined): boolean => text === '1' || text === 'true';

function partCalled(name: string): RealPart {
  const part = REAL_PARTS.find((known) => known === name);
  if (part !== undefined) return part;
  throw new Error(
    `KEDGE_FORBID_SKIPS names "${name}", which is no part. Give 1, or a list of ${REAL_PARTS.join(', ')}.`,
  );
}

/** Why a skip is a failure; null when it is fine. */
export function objection(skip: Skip, required: ReadonlySet<RealPart> | null): string | null {
  if (required === null) return null;
  if (reasonOf(skip) === null) return 'it gives no reason in brackets at the end of its name';
  const named = partsNamed(skip);
  if (named.length === 0 || named.some((part) => !required.has(part))) return null;
  return `${named.join(' and ')} ${named.length === 1 ? 'is' : 'are'} here`;
}
