import { buildCommand, buildRouteMap } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';
import { hereOrThere, serverNamed } from '../server-named.ts';
import { PROJECT_FLAGS, SERVER_FLAGS, type ProjectFlags, type ServerFlags } from './shared-flags.ts';

const SOURCE = {
  source: {
    kind: 'parsed',
    parse: String,
    optional: true,
    brief: 'Of a server: the log of this source',
    placeholder: 'name',
  },
} as const;

export interface AuditVerifyFlags extends ProjectFlags, ServerFlags {
  readonly source?: string;
}

export interface AuditExportFlags extends Pick<ProjectFlags, 'dir'>, ServerFlags {
  readonly source?: string;
}

const verifyCommand = buildCommand<AuditVerifyFlags, [string?], KedgeContext>({
  docs: {
    brief: 'Check that no entry of the audit log was changed, removed or moved',
    fullDescription: [
      'Recomputes the hash chain and names the first entry that does not fit.',
      '',
      'Examples:',
      '  kedge audit verify                what this project remembers',
      '  kedge audit verify audit.jsonl    an export',
      '  kedge audit verify --source shop --server https://kedge.example',
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
    flags: { ...SOURCE, ...PROJECT_FLAGS, ...SERVER_FLAGS },
  },
  loader: async () => {
    return async function (this: KedgeContext, flags, file) {
      // An export is read where it lies, whoever made it.
      if (file === undefined && serverNamed(this, flags) !== null) {
        return (await import('../server/audit-actions.ts')).auditVerifyAction(this, flags);
      }
      return (await import('./audit-verify-action.ts')).auditVerifyAction(this, flags, file);
    };
  },
});

const exportCommand = buildCommand<AuditExportFlags, [], KedgeContext>({
  docs: {
    brief: 'Print the audit log as JSON lines',
    fullDescription: [
      'Examples:',
      '  kedge audit export > audit.jsonl',
      '  kedge audit export --source shop --server https://kedge.example > shop.jsonl',
    ].join('\n'),
  },
  parameters: { flags: { ...SOURCE, dir: PROJECT_FLAGS.dir, ...SERVER_FLAGS } },
  loader: async () =>
    hereOrThere(
      async () => (await import('./audit-export-action.ts')).auditExportAction,
      async () => (await import('../server/audit-actions.ts')).auditExportAction,
    ),
});

export const auditRoutes = buildRouteMap<'verify' | 'export', KedgeContext>({
  routes: { verify: verifyCommand, export: exportCommand },
  docs: { brief: 'The log of every decision and act, and the proof that it is whole' },
});
