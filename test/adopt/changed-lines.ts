/** The lines that two texts do not share, `-` and `+` in front, in order. */
export function changedLines(before: string, after: string): readonly string[] {
  const a = before.split('\n');
  const b = after.split('\n');
  const lengths = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined)
        row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${a[i] ?? ''}`);
      i += 1;
    } else {
      lines.push(`+${b[j] ?? ''}`);
      j += 1;
    }
  }
  return lines;
}
