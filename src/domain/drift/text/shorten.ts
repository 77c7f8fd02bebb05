const CUT = '…';
/** How much of the equal text stays on each side of a difference, so that it can be found in its value. */
const CONTEXT = 12;

/** Cuts in the middle: both ends of an ARN, a path or an identifier say more than its beginning alone. */
export function shorten(text: string, max: number): string {
  const letters = Array.from(text);
  return letters.length <= max ? text : cut(letters, max, 1 / 2);
}

/** Cuts two texts so that each is at most `max` characters and the part in which they differ stays in sight. */
export function shortenPair(a: string, b: string, max: number): readonly [string, string] {
  const left = Array.from(a);
  const right = Array.from(b);
  if (left.length <= max && right.length <= max) return [a, b];
  const head = sharedHead(left, right);
  const tail = sharedTail(left, right, head);
  return [around(left, head, tail, max), around(right, head, tail, max)];
}

function around(letters: readonly string[], head: number, tail: number, max: number): string {
  if (letters.length <= max) return letters.join('');
  const end = letters.length - tail;
  const context = Math.min(head, CONTEXT) + Math.min(tail, CONTEXT);
  const different = Math.min(end - head, Math.max(max - context, Math.ceil(max / 3)));
  const rest = max - different;
  const before = Math.min(head, Math.max(Math.floor(rest / 2), rest - tail));
  const after = Math.min(tail, rest - before);
  return (
    // The beginning of the head names the value, its end leads to the difference: keep more of the end.
    cut(letters.slice(0, head), before, 1 / 3) +
    cut(letters.slice(head, end), different, 1 / 2) +
    cut(letters.slice(end), after, 2 / 3)
  );
}

function cut(letters: readonly string[], max: number, share: number): string {
  if (letters.length <= max) return letters.join('');
  if (max <= 1) return CUT.repeat(max);
  const front = Math.round((max - 1) * share);
  const back = max - 1 - front;
  return letters.slice(0, front).join('') + CUT + letters.slice(letters.length - back).join('');
}

function sharedHead(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function sharedTail(a: readonly string[], b: readonly string[], head: number): number {
  let length = 0;
  const limit = Math.min(a.length, b.length) - head;
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
