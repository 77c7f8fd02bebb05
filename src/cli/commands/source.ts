import { buildCommand, buildRouteMap } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';
import { SERVER_FLAGS, type ServerFlags } from './shared-flags.ts';

export interface SourceFlags extends ServerFlags {
  readonly json: boolean;
}

export interface SourceAddFlags extends SourceFlags {
  readonly git?: string;
  readonly branch?: string;
  readonly folder?: string;
  readonly subfolder?: string;
  readonly team?: string;
  readonly channel?: string;
  readonly push: boolean;
  readonly credentialEnv?: string;
  readonly credentialFile?: string;
  readonly username?: string;
  readonly hookSecretEnv?: string;
}

const JSON_FLAG = { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' } as const;

const text = (brief: string, placeholder = 'text') =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;

const NAME = {
  kind: 'tuple',
  parameters: [{ brief: 'Name of the source', parse: parsePath, placeholder: 'source' }],
} as const;

const listCommand = buildCommand<SourceFlags, [], KedgeContext>({
  docs: {
    brief: 'List where the stacks of a server come from',
    fullDescription: ['Example:', '  kedge source list'].join('\n'),
  },
  parameters: { flags: { json: JSON_FLAG, ...SERVER_FLAGS } },
  loader: async () => {
    const { sourceListAction } = await import('../server/source-actions.ts');
    return function (this: KedgeContext, flags) {
      return sourceListAction(this, flags);
    };
  },
});

const addCommand = buildCommand<SourceAddFlags, [string], KedgeContext>({
  docs: {
    brief: 'Add a repository or a folder to a server; it is read at once',
    fullDescription: [
      'Credentials are named, never given: by a variable of the server that begins with KEDGE_SECRET_, or by a file in',
      'the folder that its KEDGE_SECRETS_DIR names.',
      '',
      'Examples:',
      '  kedge source add shop --git https://git.example/shop.git --branch main --team web',
      '  kedge source add shop --git git@git.example:shop.git --credential-file shop-key --push',
      '  kedge source add lab --folder /srv/lab',
      '',
      'Exit codes: 0 added, 4 refused, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: NAME,
    flags: {
      git: text('A repository: any address that Git can clone, without a credential in it', 'url'),
      branch: text('The one branch that is read (default: main)'),
      folder: text('A folder of the machine of the server', 'path'),
      subfolder: text('Only what lies below it', 'path'),
      team: text('Of stacks whose kedge.yaml names none'),
      channel: text('Where notices go of stacks whose kedge.yaml names none'),
      push: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'The server may push branches of its own',
      },
      credentialEnv: text('A variable of the server that holds the credential', 'name'),
      credentialFile: text('A file of the server that holds it', 'path'),
      username: text('Beside a credential for http'),
      hookSecretEnv: text('A variable of the server that holds what webhooks are signed with', 'name'),
      json: JSON_FLAG,
      ...SERVER_FLAGS,
    },
  },
  loader: async () => {
    const { sourceAddAction } = await import('../server/source-actions.ts');
    return function (this: KedgeContext, flags, name) {
      return sourceAddAction(this, flags, name);
    };
  },
});

const removeCommand = buildCommand<ServerFlags, [string], KedgeContext>({
  docs: {
    brief: 'Remove a source from a server; what is remembered of it stays',
    fullDescription: ['Example:', '  kedge source remove lab'].join('\n'),
  },
  parameters: { positional: NAME, flags: SERVER_FLAGS },
  loader: async () => {
    const { sourceRemoveAction } = await import('../server/source-actions.ts');
    return function (this: KedgeContext, flags, name) {
      return sourceRemoveAction(this, flags, name);
    };
  },
});

const syncCommand = buildCommand<ServerFlags, [string], KedgeContext>({
  docs: {
    brief: 'Fetch a source now, and have scanned what changed',
    fullDescription: [
      'Example:',
      '  kedge source sync shop',
      '',
      'Exit codes: 0 read, 2 failed, 1 error.',
    ].join('\n'),
  },
  parameters: { positional: NAME, flags: SERVER_FLAGS },
  loader: async () => {
    const { sourceSyncAction } = await import('../server/source-actions.ts');
    return function (this: KedgeContext, flags, name) {
      return sourceSyncAction(this, flags, name);
    };
  },
});

export const sourceRoutes = buildRouteMap<'list' | 'add' | 'remove' | 'sync', KedgeContext>({
  routes: { list: listCommand, add: addCommand, remove: removeCommand, sync: syncCommand },
  defaultCommand: 'list',
  docs: { brief: 'Where the stacks of a server come from: list, add, remove, sync' },
});
