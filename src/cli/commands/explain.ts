import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';

export interface ExplainFlags {
  readonly json: boolean;
}

export const explainCommand = buildCommand<ExplainFlags, [string, string?], KedgeContext>({
  docs: {
    brief: 'Show the three sides of one difference, its rules, and what to do about it',
    fullDescription: [
      'Reads the last scan; nothing is planned again.',
      '',
      'Examples:',
      '  kedge explain 3f9a2c                         by fingerprint, or its start',
      '  kedge explain aws_security_group.web         every difference of a resource',
      '  kedge explain aws_sqs_queue.jobs envs/prod   of the scan of another folder',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'Fingerprint (or its start) or resource address',
          parse: parsePath,
          placeholder: 'fingerprint|address',
        },
        { brief: 'The folder that was scanned', parse: parsePath, optional: true, placeholder: 'path' },
      ],
    },
    flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' } },
  },
  loader: async () => {
    const { explainAction } = await import('./explain-action.ts');
    return function (this: KedgeContext, flags, ...args) {
      return explainAction(this, flags, ...args);
    };
  },
});
