import { readFileSync, writeFileSync } from 'node:fs';
import stringWidth from 'string-width';

/**
 * Draws what a command printed on a terminal as an SVG file, for the README:
 *
 *   ./kedge scan -q --color always | node scripts/terminal-picture.ts 'kedge scan' docs/images/report.svg
 */

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: string | null;
  readonly background: string | null;
}

interface Run {
  readonly text: string;
  readonly column: number;
  readonly width: number;
  readonly style: Style;
}

const PLAIN: Style = { bold: false, dim: false, color: null, background: null };

/** The codes that the table uses; others would change the look without being seen in a review, so they fail. */
const CODES: Readonly<Record<string, Partial<Style>>> = {
  '0': PLAIN,
  '1': { bold: true },
  '2': { dim: true },
  '22': { bold: false, dim: false },
  '31': { color: '#ff7b72' },
  '32': { color: '#56d364' },
  '33': { color: '#e3b341' },
  '34': { color: '#79c0ff' },
  '36': { color: '#76e3ea' },
  '97': { color: '#ffffff' },
  '39': { color: null },
  '41': { background: '#b62324' },
  '49': { background: null },
};

const CELL = 8.4;
const LINE = 20;
const MARGIN = 20;
const FOREGROUND = '#d6dde5';
const BACKGROUND = '#0d1117';

// The escape character starts a colour sequence.
const SEQUENCE = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g');

function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  let style = PLAIN;
  let column = 0;
  let at = 0;
  const take = (text: string): void => {
    // SVG viewers drop spaces at the ends and between words, so wide gaps are places and not characters.
    for (const words of text.matchAll(/\S+(?: \S+)*/g)) {
      const before = stringWidth(text.slice(0, words.index));
      runs.push({ text: words[0], column: column + before, width: stringWidth(words[0]), style });
    }
    column += stringWidth(text);
  };
  for (const sequence of line.matchAll(SEQUENCE)) {
    take(line.slice(at, sequence.index));
    style = restyle(style, sequence[1] ?? '');
    at = sequence.index + sequence[0].length;
  }
  take(line.slice(at));
  return runs;
}

function restyle(style: Style, codes: string): Style {
  const changes = codes.split(';').map((code) => {
    const change = CODES[code];
    if (change === undefined) throw new Error(`The picture has no look for the terminal code ${code}.`);
    return change;
  });
  return Object.assign({ ...style }, ...changes) as Style;
}

/** `textLength` holds the columns together whatever fixed-width font the reader has. */
function runSvg({ text, column, width, style }: Run, row: number): string {
  const x = number(MARGIN + column * CELL);
  const y = MARGIN + row * LINE;
  const length = number(width * CELL);
  const back =
    style.background === null
      ? ''
      : `<rect x="${x}" y="${y + 2}" width="${length}" height="${LINE - 3}" rx="2" fill="${style.background}"/>`;
  const looks = [
    style.color === null ? '' : ` fill="${style.color}"`,
    style.bold ? ' font-weight="700"' : '',
    style.dim ? ' opacity="0.6"' : '',
  ].join('');
  return `${back}<text x="${x}" y="${y + 15}" textLength="${length}"${looks}>${escapeXml(text)}</text>`;
}

function pictureOf(output: string, command: string): string {
  const lines = [`$ ${command}`, '', ...output.trimEnd().split('\n')];
  const rows = lines.map((line) => runsOf(line));
  const columns = Math.max(...rows.map((runs) => Math.max(0, ...runs.map((run) => run.column + run.width))));
  const width = Math.ceil(columns * CELL + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const title = `The output of ${command}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${FOREGROUND}">`,
    ...rows.flatMap((runs, row) => {
      const line = runs.map((run) => runSvg(run, row)).join('');
      return line === '' ? [] : [line];
    }),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const number = (value: number): string => String(Math.round(value * 10) / 10);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

const [command, file] = process.argv.slice(2);
if (command === undefined || file === undefined) {
  process.stderr.write(
    'Cannot draw: the command to show or the file is missing. Use: ... | node scripts/terminal-picture.ts COMMAND FILE\n',
  );
  process.exitCode = 1;
} else {
  writeFileSync(file, pictureOf(readFileSync(0, 'utf8'), command));
}
