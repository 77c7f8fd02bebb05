import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parseCount } from '../flag-parsers.ts';

export interface WorkerFlags {
  readonly engines?: number;
}

export const workerCommand = buildCommand<WorkerFlags, [], KedgeContext>({
  docs: {
    brief: 'A worker beside the server, on any machine',
    fullDescription: [
      'Takes jobs from the PostgreSQL that DATABASE_URL names: scans, fixes, syncs, notices. Any number may run. When one',
      'dies, the others go on with its jobs.',
      '',
      'Examples:',
      '  DATABASE_URL=postgres://kedge@db/kedge kedge worker',
      '',
      'Exit codes: 0 it was ended, 1 it could not start.',
    ].join('\n'),
  },
  parameters: {
    flags: {
      engines: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        brief: 'Engines at once (default: from cores and free memory)',
        placeholder: 'n',
      },
    },
  },
  loader: async () => {
    const { workerAction } = await import('./worker-action.ts');
    return function (this: KedgeContext, flags) {
      return workerAction(this, flags);
    };
  },
});
