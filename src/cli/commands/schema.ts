import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';

interface SchemaFlags {
  readonly compact: boolean;
}

export const schemaCommand = buildCommand<SchemaFlags, ['config' | 'report'], KedgeContext>({
  docs: {
    brief: 'Print the JSON Schema of kedge.yaml or of the report',
    fullDescription: [
      'Prints a JSON Schema (draft 2020-12).',
      '',
      'Examples:',
      '  kedge schema config > kedge.schema.json     for your editor',
      '  kedge schema report                         what `kedge scan --json` prints',
    ].join('\n'),
  },
  parameters: {
    flags: { compact: { kind: 'boolean', default: false, withNegated: false, brief: 'On one line' } },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'config or report', parse: parseSchemaName, placeholder: 'config|report' }],
    },
  },
  func: async function (this: KedgeContext, flags, which) {
    const schema =
      which === 'config'
        ? (await import('#platform/config-schema.ts')).configJsonSchema()
        : (await import('../report/report-schema.ts')).reportJsonSchema();
    this.process.stdout.write(`${JSON.stringify(schema, null, flags.compact ? 0 : 2)}\n`);
  },
});

function parseSchemaName(text: string): 'config' | 'report' {
  if (text === 'config' || text === 'report') return text;
  throw new Error(`There is no schema "${text}". Give config or report.`);
}
