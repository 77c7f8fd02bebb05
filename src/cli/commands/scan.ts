import { buildCommand } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { EXIT_STYLES, type ExitStyle } from '../exit-code.ts';
import { parseCount, parseDurationMs, parseFormatFlag, parsePath } from '../flag-parsers.ts';
import type { FormatRequest } from '../report/format-request.ts';
import { hereOrThere } from '../server-named.ts';
import { SERVER_FLAGS, type ServerFlags } from './shared-flags.ts';

export interface ScanFlags extends ServerFlags {
  readonly format?: readonly FormatRequest[];
  readonly json: boolean;
  readonly suppress: boolean;
  readonly times: boolean;
  readonly concurrency?: number;
  readonly planFile?: string;
  readonly state?: string;
  readonly maxAge?: number;
  readonly exitStyle: ExitStyle;
  readonly engine?: 'terraform' | 'tofu';
  readonly workspace?: string;
  readonly timeout?: number;
  readonly lock?: boolean;
  readonly fast?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export const scanCommand = buildCommand<ScanFlags, string[], KedgeContext>({
  docs: {
    brief: 'Find where reality has left the code',
    fullDescription: [
      'Plans every stack below the paths (default: this folder) and reports where reality, state and code differ.',
      'It never writes: not to the cloud, not to the state, not to your folders.',
      '',
      'Examples:',
      '  kedge scan                              every stack below this folder',
      '  kedge scan envs/prod --json             one stack, as JSON',
      '  kedge scan --format sarif=kedge.sarif --format markdown=comment.md',
      '  kedge scan --plan-file plan.json        a plan made elsewhere, without Terraform',
      '  kedge scan shop/envs/prod --server https://kedge.example    on the server, followed from here',
      '',
      'Exit codes: 0 in sync, 1 error, 2 drift, 3 something could not be read (see --exit-style).',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: {
        brief: 'Folders to look below; of a server SOURCE/STACK or SOURCE',
        parse: parsePath,
        placeholder: 'path',
      },
    },
    flags: {
      format: {
        kind: 'parsed',
        parse: parseFormatFlag,
        variadic: true,
        optional: true,
        brief: 'table, json, sarif, junit, markdown or html, with =FILE to write a file; repeatable',
        placeholder: 'name[=file]',
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'The same as --format json' },
      suppress: {
        kind: 'boolean',
        default: true,
        brief: 'Take noise out; --no-suppress shows it with its rules',
      },
      times: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Write times and durations into the report',
      },
      concurrency: {
        kind: 'parsed',
        parse: parseCount,
        optional: true,
        brief: 'Stacks at once (default: cores, memory)',
      },
      planFile: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        brief: 'Read the output of `show -json PLAN`',
        placeholder: 'plan.json',
      },
      state: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        brief: 'With --plan-file: the state as `show -json`',
        placeholder: 'state.json',
      },
      maxAge: {
        kind: 'parsed',
        parse: parseDurationMs,
        optional: true,
        brief: 'With --plan-file: older is unknown (default 24h)',
        placeholder: 'duration',
      },
      exitStyle: { kind: 'enum', values: EXIT_STYLES, default: 'kedge', brief: 'Which exit codes to use' },
      engine: { kind: 'enum', values: ['terraform', 'tofu'], optional: true, brief: 'For every stack' },
      workspace: { kind: 'parsed', parse: String, optional: true, brief: 'For every stack' },
      timeout: {
        kind: 'parsed',
        parse: parseDurationMs,
        optional: true,
        brief: 'For each stack, such as 10m',
        placeholder: 'duration',
      },
      lock: { kind: 'boolean', optional: true, brief: 'Take the state lock while planning (default: no)' },
      fast: {
        kind: 'boolean',
        optional: true,
        brief: 'Plan through kept knowledge of the providers; --no-fast runs bare (see docs/fast-scans.md)',
      },
      color: {
        kind: 'enum',
        values: ['auto', 'always', 'never'],
        default: 'auto',
        brief: 'Colours in the table',
      },
      quiet: { kind: 'boolean', default: false, withNegated: false, brief: 'No progress' },
      verbose: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Say what is done and where the time goes',
      },
      ...SERVER_FLAGS,
    },
    aliases: { f: 'format', q: 'quiet', v: 'verbose' },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./scan-action.ts')).scanAction,
      async () => (await import('../server/scan-action.ts')).scanAction,
    ),
});
