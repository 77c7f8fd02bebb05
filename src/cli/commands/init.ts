import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';

export interface InitFlags {
  readonly print: boolean;
}

export const initCommand = buildCommand<InitFlags, [string?], KedgeContext>({
  docs: {
    brief: 'Write a commented kedge.yaml from what is found',
    fullDescription: [
      'Looks for stacks below the folder and writes a kedge.yaml that lists them, with every option explained.',
      'An existing kedge.yaml is never touched.',
      '',
      'Examples:',
      '  kedge init',
      '  kedge init --print infra      show it without writing',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'The folder (default: this one)', parse: parsePath, optional: true, placeholder: 'path' },
      ],
    },
    flags: {
      print: { kind: 'boolean', default: false, withNegated: false, brief: 'Print it instead of writing it' },
    },
  },
  loader: async () => {
    const { initAction } = await import('./init-action.ts');
    return function (this: KedgeContext, flags, ...args) {
      return initAction(this, flags, ...args);
    };
  },
});
