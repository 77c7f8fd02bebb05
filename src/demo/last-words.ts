import { PLANTED_CHANGES } from './planted-changes.ts';

export interface Ending {
  /** What a person types to start Kedge. */
  readonly command: string;
  readonly folder: string;
  /** The cloud that is still up; null when it is stopped. */
  readonly kept: { readonly endpoint: string; readonly pid: number } | null;
}

/** What to try next, with commands that can be copied. */
export function lastWords({ command, folder, kept }: Ending): string {
  const place = quoted(folder);
  const explain = [
    `${command} explain ${PLANTED_CHANGES[0]?.expected.address ?? ''} ${place}`,
    'the three sides of one difference',
  ] as const;
  if (kept === null) {
    return [
      '',
      'The cloud is stopped. What to try next:',
      ...columns([
        explain,
        [`${command} demo --keep`, 'the same with the cloud left up, to change and scan it yourself'],
        [`${command} scan PATH`, 'your own Terraform; it only reads'],
        [`rm -r ${place}`, "the demo's files"],
      ]),
    ].join('\n');
  }
  return [
    '',
    `The cloud is still up: ${kept.endpoint}, process ${kept.pid}. What to try next:`,
    ...columns([
      [`${command} scan ${place}`, 'scan it again'],
      explain,
      [`cd ${place} && ${command} drift --all`, 'everything that was found, and how it ended'],
      [`kill ${kept.pid}`, 'stop the cloud'],
    ]),
  ].join('\n');
}

/** A long path must not push all meanings out of sight. */
const WIDEST = 44;

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.min(WIDEST, Math.max(...rows.map(([command]) => command.length)));
  return rows.map(([command, meaning]) => `  ${command.padEnd(width)}   ${meaning}`);
}

/** As a shell reads it. */
const quoted = (path: string): string =>
  /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
