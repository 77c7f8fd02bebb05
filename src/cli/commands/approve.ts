import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { hereOrThere } from '../server-named.ts';
import {
  DRIFT_IDS,
  PROJECT_FLAGS,
  SERVER_FLAGS,
  type ProjectFlags,
  type ServerFlags,
} from './shared-flags.ts';

export interface ApproveFlags extends ProjectFlags, ServerFlags {
  readonly reason?: string;
}

export const approveCommand = buildCommand<ApproveFlags, string[], KedgeContext>({
  docs: {
    brief: 'Approve what somebody else decided, where a policy asks for a second person',
    fullDescription: [
      'The one who decided cannot approve, and the one who approved cannot carry it out.',
      '',
      'Examples:',
      '  kedge approve 3f9a2c --reason "seen with Ana"',
    ].join('\n'),
  },
  parameters: {
    positional: DRIFT_IDS,
    flags: {
      reason: { kind: 'parsed', parse: String, optional: true, brief: 'For the record', placeholder: 'text' },
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./approve-action.ts')).approveAction,
      async () => (await import('../server/approve-action.ts')).approveAction,
    ),
});
