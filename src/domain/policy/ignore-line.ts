import { PLACEHOLDER } from '../secret/harmless-shape.ts';

/** What a line of `.driftignore` is to take out. */
export interface IgnoredPlace {
  readonly address: string;
  /** Terraform's notation: `tags["Team"]`, `ingress[0].cidr_blocks`. */
  readonly path: string;
  readonly owner: string;
  readonly reason: string;
  /** YYYY-MM-DD, that day included; null: for ever. */
  readonly until: string | null;
}

/**
 * The line that names one place and nothing beside it, with its note. `path` comes back as the dotted names that a
 * scan matches. The problem is a sentence.
 */
export function ignoreLineText(
  place: IgnoredPlace,
): { readonly text: string; readonly path: readonly string[] } | { readonly problem: string } {
  const { address } = place;
  if (place.path === '') {
    return { problem: `A line for all of ${address} would also hide every later change of it.` };
  }
  if (`${address} ${place.path}`.includes(PLACEHOLDER)) {
    return { problem: `A line for ${address} ${place.path} would have to spell out something secret.` };
  }
  const path = dottedPath(place.path);
  if (path === null) return { problem: `\`${place.path}\` is not a path of an attribute.` };
  if (/[\r\n]/.test(address + path.join(''))) {
    return {
      problem: `No line of .driftignore can name ${address} ${place.path}: its name has lines of its own.`,
    };
  }
  const pattern = [escaped(address), ...path.map(escaped)].join('.');
  const until = place.until === null ? [] : [`until=${place.until}`];
  const note = [`owner=${quoted(place.owner)}`, ...until, `reason=${quoted(place.reason)}`].join(' ');
  return { text: `${pattern} # ${note}`, path };
}

/** `[0]` is a key as it stands; a text in brackets would also match it behind a dot, and that may be another place. */
const ACTIVE = /[\\*?#! ]|\[(?!\d+\])/g;

const escaped = (text: string): string => text.replaceAll(ACTIVE, (sign) => `\\${sign}`);

/** In quotes on one line: line ends would begin another rule, and a quote would end the field. */
const quoted = (text: string): string =>
  `"${text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replaceAll('"', "'")}"`;

const STEP = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The names of a path, as {@link dottedNames} gives them for the steps that it was rendered from. */
function dottedPath(text: string): readonly string[] | null {
  const names: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return null;
    const [, name, index, key] = found;
    const step = name ?? index ?? keyText(key ?? '');
    if (step === null) return null;
    names.push(step);
  }
  return names;
}

function keyText(written: string): string | null {
  try {
    const key: unknown = JSON.parse(written);
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}
