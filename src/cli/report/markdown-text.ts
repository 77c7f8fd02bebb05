import { visible } from '#domain/drift/text/visible-text.ts';

/** Text that stays what it is between backticks, in a table and outside of one. */
const TAME = /^[^`|\\<>&@#\s](?:[^`|\\<>&@#\n]*[^`|\\<>&@#\s])?$/u;
const ARROW = / -> /g;

/**
 * Data as code. Backticks where they are safe, because the source stays readable; else an HTML element in which every
 * sign that Markdown, a table or HTML could act on is a numeric reference. Platforms link no mention inside of code.
 */
export function code(text: string): string {
  const shown = visible(text);
  // The arrow between two sides is the only `>` that is certain to be ours, and harmless between backticks.
  return TAME.test(shown.replace(ARROW, ' ')) ? `\`${shown}\`` : codeElement(text);
}

/** The same as an element always: inside of HTML blocks, such as a summary, backticks mean nothing. */
export const codeElement = (text: string): string => `<code>${references(visible(text))}</code>`;

/** A sentence as plain text: no markup, no HTML, no mention, no reference to an issue, no link. */
export function plain(text: string): string {
  return (
    references(visible(text))
      // Platforms look for mentions and references in what a reader would see, after the references are decoded;
      // only a sign of no width in between keeps them apart.
      .replaceAll('&#64;', '&#64;&#8203;')
      .replaceAll('&#35;', '&#35;&#8203;')
      .replace(/\b(gh)-(?=\d)/gi, '$1-&#8203;')
      .replaceAll('&#58;//', '&#58;&#8203;//')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#8203;.`)
  );
}

/**
 * Every sign that can begin markup where these texts stand: never at the start of a line. An underscore inside a word
 * is never emphasis, and leaving it keeps addresses readable in the source.
 */
const ACTIVE = /[&<>`|\\*~[\]@#$]|:(?=[\w+/-])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

const references = (text: string): string => text.replace(ACTIVE, (sign) => `&#${sign.codePointAt(0)};`);
