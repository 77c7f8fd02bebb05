/** One message of the engine. The texts may hold secrets. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** The resource it is about, when the engine says so. */
  readonly address: string | null;
}

const HEADING = /^(Error|Warning): (.*)$/;
/** Terraform draws a frame round each message unless colours are off, and some wrappers turn them on again. */
const FRAME = /^[│╷╵|]\s?/;
// The escape character starts a colour sequence.
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Reads the messages out of what a command without `-json` wrote to stderr. */
export function textDiagnostics(text: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  let open: { severity: 'error' | 'warning'; summary: string; lines: string[] } | null = null;
  const close = (): void => {
    if (open === null) return;
    const { severity, summary, lines } = open;
    found.push({ severity, summary, detail: lines.join('\n').trim(), address: null });
  };
  for (const raw of text.replaceAll(COLOUR, '').split('\n')) {
    const line = raw.replace(FRAME, '').trimEnd();
    const heading = HEADING.exec(line);
    if (heading === null) {
      open?.lines.push(line);
      continue;
    }
    close();
    open = { severity: heading[1] === 'Error' ? 'error' : 'warning', summary: heading[2] ?? '', lines: [] };
  }
  close();
  return found;
}

export const errorsOf = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error');

/** Summary and detail in one text, as patterns search it. */
export const diagnosticText = ({ summary, detail }: Diagnostic): string =>
  detail === '' ? summary : `${summary}\n${detail}`;

/** One line per warning, each once. */
export function warningLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  const lines = diagnostics
    .filter(({ severity }) => severity === 'warning')
    .map(({ summary, detail, address }) => {
      const first = detail.split('\n', 1)[0] ?? '';
      const about = address === null ? '' : `${address}: `;
      return first === '' ? `${about}${summary}` : `${about}${summary}: ${first}`;
    });
  return [...new Set(lines)];
}
