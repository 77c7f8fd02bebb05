import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parseCount, parsePort } from '../flag-parsers.ts';

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly engines?: number;
  readonly demo: boolean;
}

export const serveCommand = buildCommand<ServeFlags, [], KedgeContext>({
  docs: {
    brief: 'The page, the API, the schedules and a worker in one process',
    fullDescription: [
      'Keeps its memory in .kedge of this folder (KEDGE_DATA_DIR names another), or in the PostgreSQL that DATABASE_URL',
      'names. Prints a link that signs in whoever opens it first. Ends with ctrl-C: engines that read are stopped, an',
      'apply is waited for.',
      '',
      'Examples:',
      '  kedge serve',
      '  kedge serve --demo                on a small platform of its own, with drift in it',
      '  kedge serve --port 8080',
      '',
      'Exit codes: 0 it was ended, 1 it could not start.',
    ].join('\n'),
  },
  parameters: {
    flags: {
      port: { kind: 'parsed', parse: parsePort, default: '4747', brief: '0: any that is free' },
      host: { kind: 'parsed', parse: String, default: '127.0.0.1', brief: 'The address to listen on' },
      engines: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        brief: 'Engines at once (default: from cores and free memory)',
        placeholder: 'n',
      },
      demo: { kind: 'boolean', default: false, withNegated: false, brief: 'On a platform of its own' },
    },
  },
  loader: async () => {
    const { serveAction } = await import('./serve-action.ts');
    return function (this: KedgeContext, flags) {
      return serveAction(this, flags);
    };
  },
});
