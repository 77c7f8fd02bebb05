import { buildCommand, buildRouteMap } from '@stricli/core';
import { DRIFT_STATES, type DriftState } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES, type Severity } from '#domain/drift/severity.ts';
import type { KedgeContext } from '../context.ts';
import { parseCount, parseAgeMs, parsePath } from '../flag-parsers.ts';
import { hereOrThere } from '../server-named.ts';
import { PROJECT_FLAGS, SERVER_FLAGS, type ProjectFlags, type ServerFlags } from './shared-flags.ts';

export interface DriftListFlags extends ProjectFlags, ServerFlags {
  readonly stack?: string;
  readonly severity?: readonly Severity[];
  readonly state?: readonly DriftState[];
  readonly all: boolean;
  readonly limit: number;
  readonly after?: string;
}

const listCommand = buildCommand<DriftListFlags, [], KedgeContext>({
  docs: {
    brief: 'List what is different and not settled, worst and oldest first',
    fullDescription: [
      'Lists what the scans of this project found and nobody has settled, with age, state and owner. Differences that',
      'one change brought to several resources or stacks are one group.',
      '',
      'Examples:',
      '  kedge drift                              what needs a person',
      '  kedge drift list --stack envs/prod --severity critical',
      '  kedge drift list --all --json            closed ones and those reported apart, too',
      '  kedge drift --server https://kedge.example    of the whole fleet',
    ].join('\n'),
  },
  parameters: {
    flags: {
      stack: { kind: 'parsed', parse: String, optional: true, brief: 'Of one stack only' },
      severity: { kind: 'enum', values: SEVERITIES, variadic: true, optional: true, brief: 'Repeatable' },
      state: { kind: 'enum', values: DRIFT_STATES, variadic: true, optional: true, brief: 'Repeatable' },
      all: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Closed ones and those reported apart, too',
      },
      limit: { kind: 'parsed', parse: parseCount, default: '50', brief: 'At most so many' },
      after: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Go on where a list ended',
        placeholder: 'cursor',
      },
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./drift-list-action.ts')).driftListAction,
      async () => (await import('../server/drift-list-action.ts')).driftListAction,
    ),
});

const showCommand = buildCommand<ProjectFlags & ServerFlags, [string], KedgeContext>({
  docs: {
    brief: 'Show the life of one difference: three sides, timeline, decision, evidence',
    fullDescription: [
      'Examples:',
      '  kedge drift show 3f9a2c                        by fingerprint, or its start',
      '  kedge drift show aws_security_group.web        every difference of a resource',
      '  kedge drift show shop/3f9a2c                   of a server: of one of its sources',
    ].join('\n'),
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'Fingerprint (or its start) or resource address',
          parse: parsePath,
          placeholder: 'id',
        },
      ],
    },
    flags: { ...PROJECT_FLAGS, ...SERVER_FLAGS },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./drift-show-action.ts')).driftShowAction,
      async () => (await import('../server/drift-show-action.ts')).driftShowAction,
    ),
});

export interface DriftSloFlags extends ProjectFlags, ServerFlags {
  readonly window?: number;
}

const sloCommand = buildCommand<DriftSloFlags, [], KedgeContext>({
  docs: {
    brief: 'Ages, times to decide and to verify, and shares, against the objectives of kedge.yaml',
    fullDescription: [
      'Every figure says how many points stand behind it; without points an objective is unknown, never met.',
      '',
      'Examples:',
      '  kedge drift slo',
      '  kedge drift slo --window 90d --json',
      '',
      'Exit codes: 0 met, 5 an objective is missed, 3 none is missed and one has no data, 1 error.',
    ].join('\n'),
  },
  parameters: {
    flags: {
      window: {
        kind: 'parsed',
        parse: parseAgeMs,
        optional: true,
        brief: 'How far to look back (default: objectives.window of kedge.yaml, 30d)',
        placeholder: 'duration',
      },
      ...PROJECT_FLAGS,
      ...SERVER_FLAGS,
    },
  },
  loader: async () =>
    hereOrThere(
      async () => (await import('./drift-slo-action.ts')).driftSloAction,
      async () => (await import('../server/drift-slo-action.ts')).driftSloAction,
    ),
});

export const driftRoutes = buildRouteMap<'list' | 'show' | 'slo', KedgeContext>({
  routes: { list: listCommand, show: showCommand, slo: sloCommand },
  defaultCommand: 'list',
  docs: { brief: 'What scans found over time: list, one life, objectives' },
});
