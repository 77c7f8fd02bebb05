import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';

export interface DemoFlags {
  readonly dir?: string;
  readonly keep: boolean;
  readonly release: boolean;
}

export const demoCommand = buildCommand<DemoFlags, [], KedgeContext>({
  docs: {
    brief: 'See it work on a small platform of its own',
    fullDescription: [
      'Starts an AWS in memory (moto), applies a small platform with the real AWS provider, changes five things behind',
      "Terraform's back, scans, and shows the report. Then it decides: three are reverted, one is adopted into the code,",
      'one is accepted; and scans again. Takes about two minutes. It touches nothing of yours.',
      '',
      'Needs Terraform, Git, and moto_server or Python 3. The AWS provider comes from KEDGE_PROVIDER_MIRROR, from a mirror',
      'that is found on this machine, or from the registry.',
      '',
      'With --release it shows changes instead: a small shop behind a real Prometheus gets a good and a bad release, each',
      'watched for a day. A day passes in a minute there: the demo has a clock of its own, and says so. Needs prometheus',
      'and Git. Takes about three minutes.',
      '',
      'Examples:',
      '  kedge demo',
      '  kedge demo --release              a good and a bad release, watched and taken back',
      '  kedge demo --keep                 leave the cloud up, to change and scan it yourself',
      '',
      'Exit codes: 0 exactly the five changes were found and settled (the good release was cleared and the bad one',
      'reverted), 1 anything else.',
    ].join('\n'),
  },
  parameters: {
    flags: {
      dir: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        brief: 'A new folder for the platform (default: a temporary one)',
        placeholder: 'folder',
      },
      keep: { kind: 'boolean', default: false, withNegated: false, brief: 'Leave the cloud up' },
      release: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Show releases instead of drift',
      },
    },
  },
  loader: async () => {
    const { demoAction } = await import('./demo-action.ts');
    return function (this: KedgeContext, flags) {
      return demoAction(this, flags);
    };
  },
});
