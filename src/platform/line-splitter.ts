import { StringDecoder } from 'node:string_decoder';

/** Cuts a byte stream into lines; a character or a line may be spread over chunks. Empty lines are left out. */
export function createLineSplitter(onLine: (line: string) => void): {
  push(chunk: Buffer): void;
  end(): void;
} {
  const decoder = new StringDecoder('utf8');
  // Pieces of the unfinished line: joining them once keeps one very long line linear in its length.
  let pieces: string[] = [];
  const emit = (text: string): void => {
    pieces.push(text);
    const line = pieces.join('').replace(/\r$/, '');
    pieces = [];
    if (line !== '') onLine(line);
  };
  const take = (text: string): void => {
    const parts = text.split('\n');
    const rest = parts.pop() ?? '';
    for (const part of parts) emit(part);
    if (rest !== '') pieces.push(rest);
  };
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      emit('');
    },
  };
}
