/** The texts as a CEL list. */
export const oneOf = (texts: readonly string[]): string =>
  `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
