import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Report } from '#domain/drift/report.ts';
import type { KedgeContext, Output } from './context.ts';
import type { FormatName, FormatRequest } from './report/format-request.ts';
import type { Renderer } from './report/formats.ts';
import type { RenderOptions } from './report/render-options.ts';

export interface WriteRequest {
  readonly format: readonly FormatRequest[];
  readonly json: boolean;
  readonly suppress: boolean;
  readonly times: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

/** Writes the report in every format asked for; the table when none is. Gives a sentence when one cannot be written. */
export async function writeReports(
  context: KedgeContext,
  report: Report,
  request: WriteRequest,
): Promise<string | null> {
  const asked: readonly FormatRequest[] = request.json
    ? [...request.format, { format: 'json', file: null }]
    : request.format;
  const onScreen = asked.filter((format) => format.file === null);
  if (onScreen.length > 1) {
    const names = onScreen.map((format) => format.format).join(' and ');
    return `Cannot print ${names} at once on standard output. Write all but one to a file, as in --format ${onScreen[0]?.format}=FILE.`;
  }
  // A person still sees the table when the formats all go to files.
  const formats: readonly FormatRequest[] =
    onScreen.length > 0 ? asked : [...asked, { format: 'table', file: null }];
  for (const { format, file } of formats) {
    const render = await rendererOf(format);
    const text = render(report, renderOptions(context, request, file !== null));
    if (file === null) context.process.stdout.write(text);
    else {
      const failure = await write(resolve(context.cwd, file), text);
      if (failure !== null)
        return `Cannot write the ${format} report to ${file}: ${failure}. Give another file.`;
    }
  }
  return null;
}

/** Most scans write a table, and the other five renderers take longer to load than it takes to write. */
async function rendererOf(format: FormatName): Promise<Renderer> {
  if (format === 'table') return (await import('./report/table.ts')).renderTable;
  return (await import('./report/formats.ts')).FORMATS[format];
}

function renderOptions(context: KedgeContext, request: WriteRequest, toFile: boolean): RenderOptions {
  const out = context.process.stdout;
  return {
    color: !toFile && wantsColor(request.color, out, context.env),
    width: (toFile ? undefined : out.columns) ?? 100,
    showSuppressed: !request.suppress,
    times: request.times,
  };
}

function wantsColor(choice: WriteRequest['color'], out: Output, env: KedgeContext['env']): boolean {
  if (choice !== 'auto') return choice === 'always';
  // https://no-color.org
  return out.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

async function write(path: string, text: string): Promise<string | null> {
  try {
    await writeFile(path, text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
