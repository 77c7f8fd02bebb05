import { buildCommand, buildRouteMap } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';

export interface FastVerifyFlags {
  readonly json: boolean;
  readonly verbose: boolean;
}

const verifyCommand = buildCommand<FastVerifyFlags, string[], KedgeContext>({
  docs: {
    brief: 'Plan stacks the fast way and the bare way, and compare',
    fullDescription: [
      'Plans every stack below the paths (default: this folder) both ways and compares exit code, errors, warnings, the plan as',
      'JSON without its time, and the plan as text. Exit code 1 when anything differs or could not be compared.',
      '',
      'Examples:',
      '  kedge fast verify envs/prod',
      '  kedge fast verify envs/prod --json',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'Folders to look below', parse: parsePath, placeholder: 'path' },
    },
    flags: {
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' },
      verbose: { kind: 'boolean', default: false, withNegated: false, brief: 'Say where the time goes' },
    },
    aliases: { v: 'verbose' },
  },
  loader: async () => {
    const { fastVerifyAction } = await import('./fast-verify-action.ts');
    return function (this: KedgeContext, flags, ...args) {
      return fastVerifyAction(this, flags, ...args);
    };
  },
});

export const fastRoutes = buildRouteMap<'verify', KedgeContext>({
  routes: { verify: verifyCommand },
  docs: { brief: 'Check fast scans against the engine itself' },
});
