import { buildCommand, buildRouteMap, type Command } from '@stricli/core';
import { CHANGE_STATES, type ChangeState } from '#domain/change/change-state.ts';
import type { ChangeWord } from '#domain/change/change-word.ts';
import type { KedgeContext } from '../context.ts';
import { parsePath } from '../flag-parsers.ts';
import { refusedOnServer } from '../only-in-a-checkout.ts';
import { hereOrThere } from '../server-named.ts';
import { PROJECT_FLAGS, SERVER_FLAGS, type ProjectFlags, type ServerFlags } from './shared-flags.ts';

const CHANGE_FLAGS = { ...PROJECT_FLAGS, ...SERVER_FLAGS } as const;

export interface ChangeFlags extends ProjectFlags, ServerFlags {}

const ON_SERVER = 'It drives its changes by itself; `kedge change show ID` tells where one stands.';

export interface ChangeListFlags extends ChangeFlags {
  readonly state?: readonly ChangeState[];
  readonly all: boolean;
}

export interface ChangeWordFlags extends ChangeFlags {
  readonly reason?: string;
}

const ID = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of the change, as in changes/<id>.yaml', parse: parsePath, placeholder: 'id' }],
} as const;

const openCommand = buildCommand<ChangeFlags, [string?], KedgeContext>({
  docs: {
    brief: 'Open a change from its declaration, or by questions',
    fullDescription: [
      'Reads changes/<id>.yaml and remembers it as a draft. Without a file, on a terminal, it asks and writes one. Opened',
      'again with another declaration, approvals and checks of the old one are void.',
      '',
      'Examples:',
      '  kedge change open changes/checkout-42.yaml',
      '  kedge change open',
      '  kedge change open shop/changes/checkout-42.yaml --server https://kedge.example',
      '',
      'Exit codes: 0 opened, 4 refused, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'changes/<id>.yaml', parse: parsePath, placeholder: 'file', optional: true }],
    },
    flags: { ...CHANGE_FLAGS },
  },
  loader: async () => {
    const act = hereOrThere(
      async () => (await import('./change-open-action.ts')).changeOpenAction,
      async () => (await import('../server/change-actions.ts')).changeOpenAction,
    );
    return function (this: KedgeContext, flags, file) {
      return act.call(this, flags, file ?? null);
    };
  },
});

const checkCommand = buildCommand<ChangeFlags, [string], KedgeContext>({
  docs: {
    brief: 'Ask everything that can be known before a change starts',
    fullDescription: [
      'Runs the declared checks and says of each metric what change would be seen after how long with the data it has.',
      'Given a file, it is opened first.',
      '',
      'Examples:',
      '  kedge change check checkout-42',
      '  kedge change check changes/checkout-42.yaml',
      '',
      'Exit codes: 0 green, 4 not green, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the change, or its file', parse: parsePath, placeholder: 'id' }],
    },
    flags: { ...CHANGE_FLAGS },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./change-check-action.ts')).changeCheckAction,
      async () => (await import('../server/change-actions.ts')).changeCheckAction,
    ),
});

const listCommand = buildCommand<ChangeListFlags, [], KedgeContext>({
  docs: {
    brief: 'List changes: what is live, who owns it, where it stands',
    fullDescription: ['Examples:', '  kedge change list', '  kedge change list --all --json'].join('\n'),
  },
  parameters: {
    flags: {
      state: { kind: 'enum', values: CHANGE_STATES, variadic: true, optional: true, brief: 'Repeatable' },
      all: { kind: 'boolean', default: false, withNegated: false, brief: 'Closed ones, too' },
      ...CHANGE_FLAGS,
    },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./change-show-action.ts')).changeListAction,
      async () => (await import('../server/change-actions.ts')).changeListAction,
    ),
});

const showCommand = buildCommand<ChangeFlags, [string], KedgeContext>({
  docs: {
    brief: 'Show one change: its checks, steps, watch and what happened',
    fullDescription: ['Example:', '  kedge change show checkout-42'].join('\n'),
  },
  parameters: { positional: ID, flags: { ...CHANGE_FLAGS } },
  loader: async () =>
    hereOrThere(
      async () => (await import('./change-show-action.ts')).changeShowAction,
      async () => (await import('../server/change-actions.ts')).changeShowAction,
    ),
});

const watchCommand = buildCommand<ChangeFlags, [string], KedgeContext>({
  docs: {
    brief: 'Drive a change in the foreground: its steps, its gates, its watch, its rollback',
    fullDescription: [
      'For teams without the server. Does what is due, waits for the next gate or look, and ends when the change is',
      'cleared or reverted, or when a person has to decide. Stopped at any point, it goes on from there.',
      '',
      'Example:',
      '  kedge change watch checkout-42',
      '',
      'Exit codes: 0 cleared or closed, 2 reverted, 3 a person has to decide, 4 refused, 1 error.',
    ].join('\n'),
  },
  parameters: { positional: ID, flags: { ...CHANGE_FLAGS } },
  loader: async () => {
    const { changeWatchAction } = await import('./change-watch-action.ts');
    return function (this: KedgeContext, flags, id) {
      if (refusedOnServer(this, flags, ON_SERVER)) return;
      return changeWatchAction(this, flags, id);
    };
  },
});

const settleCommand = buildCommand<ChangeFlags, [string?], KedgeContext>({
  docs: {
    brief: 'Read again what a verdict rested on while it could still be corrected, such as costs',
    fullDescription: [
      'A bill is final weeks after the watch is over. What was cleared, reverted or closed on provisional values is judged',
      'again once they have settled; where that is worse than what was decided, the change is reopened and its owner called.',
      'Without an id, every change that is due; run it once a day where no server does.',
      '',
      'Examples:',
      '  kedge change settle',
      '  kedge change settle checkout-42',
      '',
      'Exit codes: 0 nothing to decide, 3 a person has to decide again, 4 refused, 1 error.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Id of the change', parse: parsePath, placeholder: 'id', optional: true }],
    },
    flags: { ...CHANGE_FLAGS },
  },
  loader: async () => {
    const { changeSettleAction } = await import('./change-settle-action.ts');
    return function (this: KedgeContext, flags, id) {
      return changeSettleAction(this, flags, id ?? null);
    };
  },
});

const BRIEFS: Readonly<Record<ChangeWord, readonly [brief: string, example: string]>> = {
  approve: [
    'Approve a change; its owner cannot',
    'kedge change approve checkout-42 --reason "read it with Ana"',
  ],
  start: [
    'Start a change whose checks are green; it holds its stacks and services until it is closed',
    'kedge change start checkout-42',
  ],
  promote: [
    'Let a change that is held go on; only its owner can',
    'kedge change promote checkout-42 --reason "the canary is quiet"',
  ],
  hold: [
    'Stop a change where it stands; anybody can',
    'kedge change hold checkout-42 --reason "the page is slow"',
  ],
  abort: [
    'Give a change up: what was rolled out is reverted',
    'kedge change abort checkout-42 --reason "the build is broken"',
  ],
  revert: [
    'Take a change back and see that it is',
    'kedge change revert checkout-42 --reason "orders are missing"',
  ],
  extend: [
    'Watch a change for another whole watch',
    'kedge change extend checkout-42 --reason "the collector was down"',
  ],
  override: [
    'Clear a change against the judge, with a reason on record',
    'kedge change override checkout-42 --reason "a sale doubled the traffic"',
  ],
  close: ['Close a change and free what it holds', 'kedge change close checkout-42'],
};

const wordCommand = (word: ChangeWord): Command<KedgeContext> =>
  buildCommand<ChangeWordFlags, [string], KedgeContext>({
    docs: {
      brief: BRIEFS[word][0],
      fullDescription: [
        'Example:',
        `  ${BRIEFS[word][1]}`,
        '',
        'Exit codes: 0 done, 4 refused, 1 error.',
      ].join('\n'),
    },
    parameters: {
      positional: ID,
      flags: {
        reason: {
          kind: 'parsed',
          parse: String,
          optional: true,
          brief: 'Why; it stands in the record',
          placeholder: 'text',
        },
        ...CHANGE_FLAGS,
      },
    },
    loader: async () => {
      const act = hereOrThere<ChangeWordFlags, [ChangeWord, string]>(
        async () => (await import('./change-word-action.ts')).changeWordAction,
        async () => (await import('../server/change-actions.ts')).changeWordAction,
      );
      return function (this: KedgeContext, flags: ChangeWordFlags, id: string) {
        return act.call(this, flags, word, id);
      };
    },
  });

export const changeRoutes = buildRouteMap<
  'open' | 'check' | 'list' | 'show' | 'watch' | 'settle' | ChangeWord,
  KedgeContext
>({
  routes: {
    open: openCommand,
    check: checkCommand,
    list: listCommand,
    show: showCommand,
    approve: wordCommand('approve'),
    start: wordCommand('start'),
    watch: watchCommand,
    settle: settleCommand,
    promote: wordCommand('promote'),
    hold: wordCommand('hold'),
    abort: wordCommand('abort'),
    revert: wordCommand('revert'),
    extend: wordCommand('extend'),
    override: wordCommand('override'),
    close: wordCommand('close'),
  },
  defaultCommand: 'list',
  docs: {
    brief: 'Changes: owned, gated, watched, reverted when they hurt',
    fullDescription: [
      'A change is declared before it starts: one owner, one channel, something that stops it. It is rolled out step by',
      'step, watched for a day, and taken back when it hurts.',
      '',
      '  kedge change open changes/checkout-42.yaml    kedge change check checkout-42',
      '  kedge change start checkout-42                kedge change watch checkout-42',
    ].join('\n'),
  },
});
