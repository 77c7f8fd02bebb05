export interface Part {
  readonly before: string;
  readonly changed: string;
  readonly after: string;
}

/** What of a text is other than in the text beside it: all but what both begin and end with. */
export function changedPart(text: string, other: string): Part {
  const shorter = Math.min(text.length, other.length);
  let start = 0;
  while (start < shorter && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return {
    before: text.slice(0, start),
    changed: text.slice(start, text.length - end),
    after: text.slice(text.length - end),
  };
}
