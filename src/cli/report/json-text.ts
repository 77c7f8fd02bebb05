const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu;
/** `##[error]`, `##vso[...]` and `##teamcity[...]` are commands to build servers wherever they stand in a log. */
const LOG_COMMAND = /#(?=#[a-z]*\[)/gi;

/**
 * Pretty JSON with a line end. JSON.stringify escapes the C0 control characters only; here also those that a terminal
 * or an editor would act on (C1 controls, bidirectional overrides) are written as escapes. The data stays the same.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(INVISIBLE, unicodeEscape).replace(LOG_COMMAND, unicodeEscape)}\n`;
}

/** JSON has no escape beyond four digits: what lies above is written as its two surrogates. */
const unicodeEscape = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
