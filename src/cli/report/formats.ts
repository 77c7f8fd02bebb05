import type { Report } from '#domain/drift/report.ts';
import type { FormatName } from './format-request.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { RenderOptions } from './render-options.ts';
import { renderSarif } from './sarif.ts';
import { renderTable } from './table.ts';

export { FORMAT_NAMES, parseFormat, parseFormats } from './format-request.ts';

/** The whole text of a report, line end included. Pure: the same report and options give the same text. */
export type Renderer = (report: Report, options: RenderOptions) => string;

export const FORMATS: Readonly<Record<FormatName, Renderer>> = {
  table: renderTable,
  json: renderJson,
  sarif: renderSarif,
  junit: renderJunit,
  markdown: renderMarkdown,
  html: renderHtml,
};
