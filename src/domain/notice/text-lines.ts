import { visible } from '../drift/text/visible-text.ts';
import { LIMITS } from './notice-message.ts';

/** A text as lines that a message takes, broken at blanks: what somebody is called for must not lose its middle. */
export function textLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text.replaceAll(/\s+/g, ' ').trim()).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= LIMITS.line) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].filter((each) => each !== '');
}
