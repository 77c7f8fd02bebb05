const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The text that a literal between quotes stands for: escapes resolved, `$${` and `%%{` halved. */
export function unquote(raw: string): string {
  let text = '';
  for (let at = 0; at < raw.length;) {
    const { piece, length } = nextPiece(raw, at);
    text += piece;
    at += length;
  }
  return text;
}

function nextPiece(raw: string, at: number): { piece: string; length: number } {
  const char = raw.charAt(at);
  if (char === '\\') return escapeAt(raw, at);
  if (raw.startsWith('$${', at) || raw.startsWith('%%{', at)) return { piece: `${char}{`, length: 3 };
  return { piece: char, length: 1 };
}

function escapeAt(raw: string, at: number): { piece: string; length: number } {
  const letter = raw.charAt(at + 1);
  const known = ESCAPED[letter];
  if (known !== undefined) return { piece: known, length: 2 };
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const code = digits === 0 ? Number.NaN : Number(`0x${raw.slice(at + 2, at + 2 + digits)}`);
  if (Number.isNaN(code) || code > 0x10ffff) return { piece: '\\', length: 1 };
  return { piece: String.fromCodePoint(code), length: 2 + digits };
}

/** An instance key as Terraform prints it in an address, e.g. `["a\"b"]`. */
export function instanceKey(key: string): string {
  return `[${JSON.stringify(key).replaceAll('${', '$$${').replaceAll('%{', '%%{')}]`;
}
