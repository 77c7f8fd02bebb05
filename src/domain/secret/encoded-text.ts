const BASE64 = /^[A-Za-z0-9+/_-]+$/;
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\uFFFD/gu;
const SHORTEST_LINE = 16;
const LEAST_PRINTABLE = 0.95;

/** True for base64 that a tool has wrapped: lines of one length, the last one shorter. */
export function isWrapped(text: string): boolean {
  const [first = '', ...others] = text.trim().split(/\s+/);
  return (
    others.length > 0 &&
    first.length >= SHORTEST_LINE &&
    others.every(
      (line, i) => line.length === first.length || (i === others.length - 1 && line.length < first.length),
    ) &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(first + others.join(''))
  );
}

/** The text behind base64 (plain or URL-safe, line breaks allowed), or `undefined` when there is no readable text. */
export function decodeText(encoded: string): string | undefined {
  const packed = encoded.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (!BASE64.test(packed) || packed.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
    sign.charCodeAt(0),
  );
  // PowerShell's -EncodedCommand is UTF-16.
  return readable(bytes, isWide(bytes) ? 'utf-16le' : 'utf-8');
}

function readable(bytes: Uint8Array, encoding: string): string | undefined {
  const text = new TextDecoder(encoding).decode(bytes);
  const unprintable = text.match(UNPRINTABLE)?.length ?? 0;
  return text.length > 0 && 1 - unprintable / text.length >= LEAST_PRINTABLE ? text : undefined;
}

function isWide(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 &&
    bytes.length % 2 === 0 &&
    bytes.every((byte, i) => i % 2 === 0 || byte === 0 || i > 200)
  );
}
