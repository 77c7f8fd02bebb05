import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parseAgeMs } from '../flag-parsers.ts';
import { refusedOnServer } from '../only-in-a-checkout.ts';
import { PROJECT_FLAGS, SERVER_FLAGS, type ProjectFlags, type ServerFlags } from './shared-flags.ts';

export interface ReportFlags extends Pick<ProjectFlags, 'dir'>, ServerFlags {
  readonly since: number;
}

const ON_SERVER =
  'It writes no such report: its overview page shows what came and went, and `kedge drift slo` the figures.';

export const reportCommand = buildCommand<ReportFlags, [], KedgeContext>({
  docs: {
    brief: 'What was found, decided and settled lately, as Markdown',
    fullDescription: ['Examples:', '  kedge report --since 7d > week.md'].join('\n'),
  },
  parameters: {
    flags: {
      since: {
        kind: 'parsed',
        parse: parseAgeMs,
        default: '7d',
        brief: 'How far to look back',
        placeholder: 'duration',
      },
      dir: PROJECT_FLAGS.dir,
      ...SERVER_FLAGS,
    },
  },
  loader: async () => {
    const { reportAction } = await import('./report-action.ts');
    return function (this: KedgeContext, flags) {
      if (refusedOnServer(this, flags, ON_SERVER)) return;
      return reportAction(this, flags);
    };
  },
});
