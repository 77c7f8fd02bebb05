/** `1 stack`, `3 stacks`, `2 differences`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** `a, b and c`. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;

/** A word of the language, and not the name of a metric, a stack or a program. */
const PLAIN_WORD = /^[a-z]+(?:['’][a-z]+)?(?:[ ,;]|$)/;

/** Capital first letter, for a sentence that the API gives in lower case. */
export const sentence = (text: string): string => {
  const whole = PLAIN_WORD.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};
