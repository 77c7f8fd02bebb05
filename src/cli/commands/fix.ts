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

export interface FixFlags extends ProjectFlags, ServerFlags {
  readonly all: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly patch: boolean;
  readonly push?: string;
  readonly resume?: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const choice = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

export const fixCommand = buildCommand<FixFlags, string[], KedgeContext>({
  docs: {
    brief: 'Carry out what was decided, and prove it by a fresh read',
    fullDescription: [
      'Revert: plans only what was decided, shows the plan and asks; applies that very plan; reads again. Refused, with',
      'nothing changed, when code, state or reality moved on, or when the plan touches anything else.',
      'Adopt: edits the code in a scratch work tree, proves the edit by a plan that shows nothing left and nothing new,',
      'and makes a branch of it. Your work tree is not touched.',
      '',
      'Examples:',
      '  kedge fix 3f9a2c                 show the plan, ask, apply, verify',
      '  kedge fix 3f9a2c --dry-run       show what would happen',
      '  kedge fix 81bc00 --patch         the edit as a patch, on no branch',
      '  kedge fix --all --yes            everything that is decided and approved',
      '  kedge fix --resume 7k2m9q        go on with a run that was killed',
      '  kedge fix shop/3f9a2c --server https://kedge.example    the server plans, applies and verifies',
      '',
      'Exit codes: 0 verified or proposed, 2 still different, 3 acted but not verified, 4 refused, nothing changed, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: DRIFT_IDS,
    flags: {
      all: choice('Everything that is decided and approved'),
      yes: choice('Do not ask; never stands for an approval that a policy demands'),
      dryRun: choice('Show the plan or the edit and end'),
      patch: choice('Adopt: print the proven edit as a patch, make no branch'),
      push: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Adopt: push the branch to this Git remote',
        placeholder: 'remote',
      },
      resume: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Go on with a run that was stopped',
        placeholder: 'run',
      },
      quiet: choice('No progress'),
      verbose: choice('Say what is done and where the time goes'),
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
    aliases: { y: 'yes', q: 'quiet', v: 'verbose' },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./fix-action.ts')).fixAction,
      async () => (await import('../server/fix-action.ts')).fixAction,
    ),
});
