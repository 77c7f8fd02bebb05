/**
 * What a file's text becomes in the repository: the very bytes. The one exception is where Git had turned LF into
 * CRLF on the way out (`core.autocrlf`, `eol=crlf`): stored as it stands on disk every line would count as changed.
 * @param stored the file as the parent commit holds it; null: it is new
 */
export function blobText(stored: string | null, text: string): string {
  if (stored === null || !stored.includes('\n') || stored.includes('\r')) return text;
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const converted = lines.length > 0 && lines.every((line) => line.endsWith('\r'));
  return converted ? [...lines.map((line) => line.slice(0, -1)), last].join('\n') : text;
}
