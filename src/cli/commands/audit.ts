import { buildCommand, buildRouteMap } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';
import { PROJECT_FLAGS, type ProjectFlags } from './shared-flags.ts';

const verifyCommand = buildCommand<ProjectFlags, [string?], KedgeContext>({
  docs: {
    brief: 'Check that no entry of the audit log was changed, removed or moved',
    fullDescription: [
      'Recomputes the hash chain and names the first entry that does not fit.',
      '',
      'Examples:',
      '  kedge audit verify                what this project remembers',
      '  kedge audit verify audit.jsonl    an export',
      '',
      'Exit codes: 0 the chain holds, 2 an entry does not fit, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'An export to check instead', parse: parsePath, optional: true, placeholder: 'file' },
      ],
    },
    flags: PROJECT_FLAGS,
  },
  loader: async () => {
    const { auditVerifyAction } = await import('./audit-verify-action.ts');
    return function (this: KedgeContext, flags, file) {
      return auditVerifyAction(this, flags, file);
    };
  },
});

const exportCommand = buildCommand<Pick<ProjectFlags, 'dir'>, [], KedgeContext>({
  docs: {
    brief: 'Print the audit log as JSON lines',
    fullDescription: ['Examples:', '  kedge audit export > audit.jsonl'].join('\n'),
  },
  parameters: { flags: { dir: PROJECT_FLAGS.dir } },
  loader: async () => {
    const { auditExportAction } = await import('./audit-export-action.ts');
    return function (this: KedgeContext, flags) {
      return auditExportAction(this, flags);
    };
  },
});

export const auditRoutes = buildRouteMap<'verify' | 'export', KedgeContext>({
  routes: { verify: verifyCommand, export: exportCommand },
  docs: { brief: 'The log of every decision and act, and the proof that it is whole' },
});
