import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';

export interface DoctorFlags {
  readonly json: boolean;
}

export const doctorCommand = buildCommand<DoctorFlags, [], KedgeContext>({
  docs: {
    brief: 'Check this machine and say what to do',
    fullDescription: [
      'Looks for the engines and their versions, cloud credentials (their names only), the private cache, memory and',
      'kedge.yaml. Exit code 1 when something stands in the way of a scan.',
      '',
      'Examples:',
      '  kedge doctor',
      '  kedge doctor --json',
    ].join('\n'),
  },
  parameters: { flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' } } },
  loader: async () => {
    const { doctorAction } = await import('./doctor-action.ts');
    return function (this: KedgeContext, flags, ...args) {
      return doctorAction(this, flags, ...args);
    };
  },
});
