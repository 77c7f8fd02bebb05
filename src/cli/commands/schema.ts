import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';

interface SchemaFlags {
  readonly compact: boolean;
}

export const schemaCommand = buildCommand<SchemaFlags, [SchemaName], KedgeContext>({
  docs: {
    brief: 'Print the JSON Schema of kedge.yaml, of the report or of a change',
    fullDescription: [
      'Prints a JSON Schema (draft 2020-12).',
      '',
      'Examples:',
      '  kedge schema config > kedge.schema.json     for your editor',
      '  kedge schema report                         what `kedge scan --json` prints',
      '  kedge schema change > change.schema.json    for changes/<id>.yaml',
    ].join('\n'),
  },
  parameters: {
    flags: { compact: { kind: 'boolean', default: false, withNegated: false, brief: 'On one line' } },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'config, report or change', parse: parseSchemaName, placeholder: 'name' }],
    },
  },
  func: async function (this: KedgeContext, flags, which) {
    const schema = await SCHEMAS[which]();
    this.process.stdout.write(`${JSON.stringify(schema, null, flags.compact ? 0 : 2)}\n`);
  },
});

const SCHEMAS = {
  config: async () => (await import('#platform/config-schema.ts')).configJsonSchema(),
  report: async () => (await import('../report/report-schema.ts')).reportJsonSchema(),
  change: async () => (await import('#platform/change-schema.ts')).changeJsonSchema(),
} as const;
type SchemaName = keyof typeof SCHEMAS;

function parseSchemaName(text: string): SchemaName {
  if (text === 'config' || text === 'report' || text === 'change') return text;
  throw new Error(`There is no schema "${text}". Give config, report or change.`);
}
