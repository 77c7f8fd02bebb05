import { canonicalText, type JsonObject, type Json, isArray, isObject } from '../json.ts';
import type { Side } from '../drift/report.ts';

const MOST = 300;
/** What is acted on instead of shown: control and format characters, halves of pairs, odd blanks. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
/** Every sign that can begin markup inside of a line. An underscore inside a word is never emphasis. */
const ACTIVE = /[&<>`|\\*~[\]@#$]|:(?=[\w+/-])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const TAME = /^[^`|\\<>&@#\s](?:[^`|\\<>&@#]*[^`|\\<>&@#\s])?$/u;

/** Data as code, in a table or a sentence, on one line; at most 300 characters. */
export function inCode(text: string): string {
  const shown = visible(shortened(text));
  if (TAME.test(shown)) return `\`${shown}\``;
  return `<code>${references(shown)}</code>`;
}

/** A sentence as plain text, never at the start of a line: no markup, no HTML, no mention, no link. */
export const inSentence = (text: string): string =>
  references(visible(text))
    // Hosting sites look for mentions, references and links in what a reader would see.
    .replaceAll(/&#(?:64|35);/g, '$&&#8203;')
    .replaceAll(/\b(gh)-(?=\d)/gi, '$1-&#8203;')
    .replaceAll('&#58;//', '&#58;&#8203;//')
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#8203;.`);

/** One side of a difference, as code or in words. */
export function sideInMarkdown(side: Side): string {
  switch (side.kind) {
    case 'value':
      return inCode(canonicalText(side.value));
    case 'secret':
      return `secret (digest ${inCode(side.digest)})`;
    case 'absent':
      return 'nothing';
    case 'unknown':
      return 'known after apply';
    case 'unset':
      return 'not set';
  }
}

/**
 * YAML of block maps and lists with every text in double quotes, so that no text can end its field, begin another or
 * pass for a date or a number.
 */
export const yamlOf = (fields: JsonObject): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}:${yamlValue(value, '  ')}\n`)
    .join('');

/** What stands behind a colon; lists and maps go on lines of their own. */
function yamlValue(value: Json, indent: string): string {
  if (isArray(value)) {
    const items = value.map((item) => `\n${indent}- ${yamlValue(item, `${indent}  `).trimStart()}`);
    return items.length === 0 ? ' []' : items.join('');
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([key, item]) => `\n${indent}${key}:${yamlValue(item, `${indent}  `)}`,
    );
    return members.length === 0 ? ' {}' : members.join('');
  }
  return ` ${typeof value === 'string' ? yamlText(value) : JSON.stringify(value)}`;
}

const yamlText = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replaceAll(HIDDEN, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });

const visible = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => {
    if (character === '\n') return '\\n';
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });

const references = (text: string): string => text.replaceAll(ACTIVE, (sign) => `&#${sign.codePointAt(0)};`);

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length <= MOST ? text : `${letters.slice(0, MOST - 1).join('')}…`;
}
