import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parseAgeMs } from '../flag-parsers.ts';
import { PROJECT_FLAGS, type ProjectFlags } from './shared-flags.ts';

export interface ReportFlags extends Pick<ProjectFlags, 'dir'> {
  readonly since: number;
}

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
    },
  },
  loader: async () => {
    const { reportAction } = await import('./report-action.ts');
    return function (this: KedgeContext, flags) {
      return reportAction(this, flags);
    };
  },
});
