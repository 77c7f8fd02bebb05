import { buildCommand, buildRouteMap } from '@stricli/core';
import type { KedgeContext } from '../context.ts';
import { parseAgeMs, parsePath } from '../flag-parsers.ts';
import {
  METRIC_KINDS,
  parseContamination,
  parseMoment,
  parseNamedKind,
  parseNamedShare,
  type Named,
  type NamedKind,
} from '../judge/judge-flags.ts';

export interface JudgeFlags {
  readonly metrics: readonly string[];
  readonly at: number;
  readonly until?: number;
  readonly watch: number;
  readonly block?: number;
  readonly tolerance?: readonly Named<number>[];
  readonly mustDetect?: readonly Named<number>[];
  readonly kind?: readonly Named<NamedKind>[];
  readonly lowerIsWorse?: readonly string[];
  readonly series?: string;
  readonly alpha: number;
  readonly contaminated?: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly what: string;
  }[];
  readonly power: boolean;
  readonly json: boolean;
  readonly svg?: string;
}

const ALPHAS: Readonly<Record<string, number>> = { '5%': 0.05, '1%': 0.01 };

const parsedText = (text: string): string => parsePath(text);

const runCommand = buildCommand<JudgeFlags, [], KedgeContext>({
  docs: {
    brief: 'Judge a release by its metrics, from CSV files',
    fullDescription: [
      'Judges the 24 hours after a release against a control in the same file (column arm), or else against the day',
      'before and the hours before, by what days without a release show. Nothing is fetched.',
      '',
      'Examples:',
      '  kedge judge --metrics api.csv --at 2026-03-21T14:00Z',
      '  kedge judge --metrics api.csv --at 2026-03-21T14:00Z --power     what would be seen, before it starts',
      '  kedge judge --metrics api.csv --at 2026-03-21T14:00Z --json > verdict.json',
      '  kedge judge replay verdict.json                                  the same verdict from its evidence',
      '',
      'Exit codes: 0 cleared, 1 error, 2 regressed, 3 inconclusive.',
    ].join('\n'),
  },
  parameters: {
    flags: {
      metrics: {
        kind: 'parsed',
        parse: parsePath,
        variadic: true,
        brief: 'CSV file with columns time and value, or num and den (errors, requests); repeatable',
        placeholder: 'file',
      },
      at: { kind: 'parsed', parse: parseMoment, brief: 'When the release started', placeholder: 'time' },
      until: {
        kind: 'parsed',
        parse: parseMoment,
        optional: true,
        brief: 'Judge as of this time (default: the end of the watch or of the data)',
        placeholder: 'time',
      },
      watch: {
        kind: 'parsed',
        parse: parseAgeMs,
        default: '24h',
        brief: 'How long is watched',
        placeholder: 'duration',
      },
      block: {
        kind: 'parsed',
        parse: parseAgeMs,
        optional: true,
        brief: 'Length of a block (default: what the data has, 5m to 1h)',
        placeholder: 'duration',
      },
      tolerance: {
        kind: 'parsed',
        parse: parseNamedShare,
        variadic: true,
        optional: true,
        brief: 'How much worse is accepted (default 5%), for all or one metric',
        placeholder: '[metric=]share',
      },
      mustDetect: {
        kind: 'parsed',
        parse: parseNamedShare,
        variadic: true,
        optional: true,
        brief: 'The change that must not be missed (default 20%)',
        placeholder: '[metric=]share',
      },
      kind: {
        kind: 'parsed',
        parse: parseNamedKind,
        variadic: true,
        optional: true,
        brief: `How num and den are meant: ${METRIC_KINDS.join(', ')}`,
        placeholder: '[metric=]kind',
      },
      lowerIsWorse: {
        kind: 'parsed',
        parse: parsedText,
        variadic: true,
        optional: true,
        brief: 'A metric that gets worse when it falls',
        placeholder: 'metric',
      },
      series: {
        kind: 'parsed',
        parse: parsedText,
        optional: true,
        brief: 'Which of several series had the release',
        placeholder: 'name',
      },
      alpha: {
        kind: 'parsed',
        parse: (text) => ALPHAS[text] ?? Number.NaN,
        default: '5%',
        brief: 'False alarms of the whole watch, 5% or 1%',
        placeholder: 'share',
      },
      contaminated: {
        kind: 'parsed',
        parse: parseContamination,
        variadic: true,
        optional: true,
        brief: 'FROM/TO WHAT: something else that happened',
        placeholder: 'period',
      },
      power: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'What would be seen after how long, instead of a verdict',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'The verdict with its evidence, as it is stored',
      },
      svg: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        brief: 'Also write the picture to this file',
        placeholder: 'file',
      },
    },
  },
  loader: async () => {
    const { judgeAction } = await import('./judge-action.ts');
    return function (this: KedgeContext, flags) {
      return judgeAction(this, flags);
    };
  },
});

export interface ReplayFlags {
  readonly svg?: string;
}

const replayCommand = buildCommand<ReplayFlags, [string], KedgeContext>({
  docs: {
    brief: 'Judge the evidence of a stored verdict again, and compare every byte',
    fullDescription: [
      'Example:',
      '  kedge judge replay verdict.json',
      '',
      'Exit codes: those of kedge judge when it is the same; 1 when it is not, or is no verdict.',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'What kedge judge --json wrote', parse: parsePath, placeholder: 'verdict' }],
    },
    flags: {
      svg: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        brief: 'Also write the picture to this file',
        placeholder: 'file',
      },
    },
  },
  loader: async () => {
    const { judgeReplayAction } = await import('./judge-replay-action.ts');
    return function (this: KedgeContext, flags, file) {
      return judgeReplayAction(this, flags, file);
    };
  },
});

export const judgeRoutes = buildRouteMap<'run' | 'replay', KedgeContext>({
  routes: { run: runCommand, replay: replayCommand },
  defaultCommand: 'run',
  docs: {
    brief: 'Judge a release by its metrics',
    fullDescription: [
      'Judges a release by its metrics, from CSV files, against a control or against the days before.',
      'kedge judge FLAGS is kedge judge run FLAGS; kedge judge run --help explains each flag.',
    ].join('\n'),
  },
});
