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

export interface DecideFlags extends ProjectFlags, ServerFlags {
  readonly revert: boolean;
  readonly adopt: boolean;
  readonly accept: boolean;
  readonly ignore: boolean;
  readonly withdraw: boolean;
  readonly until?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly destroy: boolean;
  readonly group: boolean;
}

const choice = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

export const decideCommand = buildCommand<DecideFlags, string[], KedgeContext>({
  docs: {
    brief: 'Decide what is to become of a difference, with a reason',
    fullDescription: [
      'Revert, adopt, accept until a day, or ignore. A decision is bound to what you see: when reality, code or state',
      'move on before it is carried out, it is not. Without arguments, on a terminal, it asks about one difference',
      'after the other.',
      '',
      'Examples:',
      '  kedge decide 3f9a2c --revert --reason "opened by mistake"',
      '  kedge decide 3f9a2c 81bc00 --adopt --reason "the new threshold is right"',
      '  kedge decide aws_sqs_queue.jobs --accept --until 2027-01-31 --reason "migration"',
      '  kedge decide 3f9a2c --group --ignore --reason "the autoscaler writes it"',
      '  kedge decide 3f9a2c --withdraw --reason "was the wrong one"',
      '  kedge decide shop/3f9a2c --revert --reason "..." --server https://kedge.example',
      '',
      'Exit codes: 0 decided, 4 some or all were refused, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: DRIFT_IDS,
    flags: {
      revert: choice('Reality goes back to what the code says'),
      adopt: choice('The code follows reality'),
      accept: choice('It stays as it is until a day; needs --until'),
      ignore: choice('Take it out of every report, by a line in .driftignore'),
      withdraw: choice('Take a decision back'),
      until: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'The last day, YYYY-MM-DD',
        placeholder: 'date',
      },
      reason: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Why; always needed',
        placeholder: 'text',
      },
      owner: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: "Who owns it (default: the stack's owner)",
      },
      destroy: choice('With --revert: destroying or replacing the resource is part of the decision'),
      group: choice('Every difference that the same change brought'),
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./decide-action.ts')).decideAction,
      async () => (await import('../server/decide-action.ts')).decideAction,
    ),
});
