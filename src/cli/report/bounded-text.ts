/** Collects text up to a limit. What does not fit is refused whole, so that no markup is ever cut in two. */
export interface BoundedText {
  /** False, and nothing added, when it does not fit. */
  readonly add: (text: string) => boolean;
  readonly text: () => string;
  readonly room: () => number;
}

export function boundedText(limit: number): BoundedText {
  const parts: string[] = [];
  let length = 0;
  return {
    add: (text) => {
      if (length + text.length > limit) return false;
      parts.push(text);
      length += text.length;
      return true;
    },
    text: () => parts.join(''),
    room: () => limit - length,
  };
}
