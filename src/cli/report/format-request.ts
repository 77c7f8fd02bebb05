import { visible } from '#domain/drift/text/visible-text.ts';

export const FORMAT_NAMES = ['table', 'json', 'sarif', 'junit', 'markdown', 'html'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** One `--format`: where `file` is null the report goes to standard output. */
export interface FormatRequest {
  readonly format: FormatName;
  readonly file: string | null;
}

/** Reads `NAME` or `NAME=FILE`; a problem is a sentence for a person. The file may hold `=` itself. */
export function parseFormat(given: string): FormatRequest | { readonly problem: string } {
  const split = given.indexOf('=');
  const name = split === -1 ? given : given.slice(0, split);
  const file = split === -1 ? null : given.slice(split + 1);
  const format = FORMAT_NAMES.find((known) => known === name);
  if (format === undefined) {
    return {
      problem: `Cannot write the report as "${visible(name)}": no such format. Give one of ${FORMAT_NAMES.join(', ')}, as in --format sarif=kedge.sarif.`,
    };
  }
  if (file === '') {
    return {
      problem: `Cannot write the ${format} report: the file name after "${format}=" is empty. Give --format ${format}=FILE, or --format ${format} for standard output.`,
    };
  }
  return { format, file };
}

/** All of them together: two reports for the same place would overwrite or interleave each other. */
export function parseFormats(
  given: readonly string[],
): { readonly formats: readonly FormatRequest[] } | { readonly problem: string } {
  const formats: FormatRequest[] = [];
  for (const text of given) {
    const parsed = parseFormat(text);
    if ('problem' in parsed) return parsed;
    const other = formats.find((known) => known.file === parsed.file);
    if (other !== undefined) {
      const place = parsed.file === null ? 'standard output' : `"${visible(parsed.file)}"`;
      return {
        problem: `Cannot write two reports to one place: ${other.format} and ${parsed.format} both go to ${place}. Give each its own file, as in --format ${parsed.format}=FILE.`,
      };
    }
    formats.push(parsed);
  }
  return { formats };
}
