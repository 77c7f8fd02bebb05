/** Without the arrays that splitting a large file at once would take. */
export function* csvLines(text: string): Generator<string, undefined> {
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    const line = text.slice(from, text[to - 1] === '\r' ? to - 1 : to);
    if (line.trim() !== '') yield line;
    from = to + 1;
  }
  return undefined;
}

/** The cells of one line; quoted ones may hold commas and doubled quotes, but no line break. */
export function csvCells(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const found: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    found.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
  }
  return found;
}
