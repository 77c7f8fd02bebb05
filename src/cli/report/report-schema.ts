import { z } from 'zod';
import { REPORT_VERSION, Report } from '#domain/drift/report.ts';

/** The JSON Schema (2020-12) of what `--format json` writes, as `kedge schema report` prints it. */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(Report, { target: 'draft-2020-12' });
  return { $schema, ...schema, $id: `https://kedge.dev/schemas/report-${REPORT_VERSION}.json` };
}
