import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { FlagProblem, parsePath } from '../flag-parsers.ts';
import { refusedOnServer } from '../only-in-a-checkout.ts';
import { PROJECT_FLAGS, SERVER_FLAGS, type ProjectFlags, type ServerFlags } from './shared-flags.ts';

export interface ImportFlags extends ProjectFlags, ServerFlags {
  readonly reason: string;
  readonly patch: boolean;
  readonly push?: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const choice = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

const ON_SERVER = 'It imports nothing: an import edits code, and is made and proven in a checkout.';

export const importCommand = buildCommand<ImportFlags, [string, string, string?], KedgeContext>({
  docs: {
    brief: 'Bring an object that no state knows into code, and prove it by a plan',
    fullDescription: [
      'Lets the engine write the configuration of the object, cuts it down to what says something, and proves in a',
      'scratch work tree that the plan holds this one import and nothing else that is new. Then makes a branch with the',
      'resource block and the import block. The state follows with the next apply; Kedge applies nothing, and your work',
      'tree is not touched. Where the code has the block already, only the import block is added.',
      '',
      'ADDRESS is where it is to be in the code, ID what the provider imports it by, PATH the folder of the stack or its',
      'name (default: this folder).',
      '',
      'Examples:',
      '  kedge import aws_s3_bucket.logs shop-logs --reason "made by hand in the outage"',
      '  kedge import module.net.aws_security_group.web sg-0a1b2c envs/prod --reason "was always ours"',
      '  kedge import aws_iam_role.ci ci --reason "EntityAlreadyExists" --patch',
      '  kedge import aws_sqs_queue.jobs URL --reason "from the old account" --push origin',
      '',
      'Exit codes: 0 proposed, 4 refused, nothing changed, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Where it is to be in the code', parse: parseWord, placeholder: 'address' },
        { brief: 'What the provider imports it by', parse: parseWord, placeholder: 'id' },
        { brief: 'Folder or name of the stack', parse: parsePath, placeholder: 'path', optional: true },
      ],
    },
    flags: {
      reason: {
        kind: 'parsed',
        parse: parseReason,
        brief: 'Why it is to be managed here; goes into the commit and the audit log',
        placeholder: 'text',
      },
      patch: choice('Print the proven change as a patch, make no branch'),
      push: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Push the branch to this Git remote',
        placeholder: 'remote',
      },
      quiet: choice('No progress'),
      verbose: choice('Say what is done and where the time goes'),
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  loader: async () => {
    const { importAction } = await import('./import-action.ts');
    return function (this: KedgeContext, flags, address, id, path) {
      if (refusedOnServer(this, flags, ON_SERVER)) return;
      return importAction(this, flags, { address, id, path: path ?? null });
    };
  },
});

function parseWord(text: string): string {
  if (text.trim() === '') throw new FlagProblem('It is empty.');
  return text;
}

/** As decisions ask it: a reason that somebody can read in a year. */
const SHORTEST_REASON = 8;

function parseReason(text: string): string {
  const reason = text.trim();
  if (reason.length >= SHORTEST_REASON) return reason;
  throw new FlagProblem(
    `It must say in at least ${SHORTEST_REASON} characters why it is to be managed here, and is "${reason}".`,
  );
}
