/**
 * Everything a terminal or a browser acts on instead of showing: control characters (ANSI escapes, line ends), format
 * characters (bidirectional overrides, zero-width signs), unpaired surrogates, blanks that are not the plain space
 * and letters that are drawn as nothing. A tag value must not be able to forge a line of the report.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/**
 * Build servers act on lines of a log: `::error::` at the start of a line (GitHub), `##[error]`, `##vso[...]`,
 * `##teamcity[...]` anywhere in it. Texts are only ever broken at blanks, so a start of a line is a start of a word.
 */
const LOG_COMMAND = /(?<![^\s])::(?=[\w-])|##(?=[a-z]*\[)/gi;

/** For text that stands alone (addresses, sentences): what cannot be seen is written as `\n`, `\u001b`, `\u{e0041}`. */
export function visible(text: string): string {
  return text
    .replace(LOG_COMMAND, (sign) => escapeCode(sign) + sign.slice(1))
    .replace(HIDDEN, escapeCharacter);
}

/** A string value in quotes, as Terraform writes it; quotes and backslashes inside are escaped. */
export function quoted(text: string): string {
  return `"${visible(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return escapeCode(character);
}

function escapeCode(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
