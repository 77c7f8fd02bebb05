import { buildCommand, buildRouteMap } from '@stricli/core';
import { JOB_STATES, type JobState } from '#domain/fleet/job.ts';
import type { KedgeContext } from '../context.ts';
import { parseCount, parsePath } from '../flag-parsers.ts';
import { SERVER_FLAGS, type ServerFlags } from './shared-flags.ts';

export interface JobFlags extends ServerFlags {
  readonly json: boolean;
}

export interface JobListFlags extends JobFlags {
  readonly state?: readonly JobState[];
  readonly stack?: string;
  readonly limit: number;
}

const JSON_FLAG = { kind: 'boolean', default: false, withNegated: false, brief: 'As JSON' } as const;

const ID = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of the job', parse: parsePath, placeholder: 'job' }],
} as const;

const listCommand = buildCommand<JobListFlags, [], KedgeContext>({
  docs: {
    brief: 'List the work of a server, newest first',
    fullDescription: [
      'Examples:',
      '  kedge job list',
      '  kedge job list --state running --stack shop/envs/prod',
    ].join('\n'),
  },
  parameters: {
    flags: {
      state: { kind: 'enum', values: JOB_STATES, variadic: true, optional: true, brief: 'Repeatable' },
      stack: { kind: 'parsed', parse: String, optional: true, brief: 'SOURCE/STACK, or a source' },
      limit: { kind: 'parsed', parse: parseCount, default: '20', brief: 'At most so many' },
      json: JSON_FLAG,
      ...SERVER_FLAGS,
    },
  },
  loader: async () => {
    const { jobListAction } = await import('../server/job-actions.ts');
    return function (this: KedgeContext, flags) {
      return jobListAction(this, flags);
    };
  },
});

const showCommand = buildCommand<JobFlags, [string], KedgeContext>({
  docs: {
    brief: 'Show one job: where it stands, what it said, the plan that it made',
    fullDescription: ['Example:', '  kedge job show 6f0c'].join('\n'),
  },
  parameters: { positional: ID, flags: { json: JSON_FLAG, ...SERVER_FLAGS } },
  loader: async () => {
    const { jobShowAction } = await import('../server/job-actions.ts');
    return function (this: KedgeContext, flags, id) {
      return jobShowAction(this, flags, id);
    };
  },
});

const followCommand = buildCommand<ServerFlags, [string], KedgeContext>({
  docs: {
    brief: 'Print what a job says, from its first line until it has ended',
    fullDescription: [
      'Ctrl-C ends the following, not the job.',
      '',
      'Example:',
      '  kedge job follow 6f0c',
      '',
      'Exit codes: 0 done, 2 failed or stopped, 1 error.',
    ].join('\n'),
  },
  parameters: { positional: ID, flags: SERVER_FLAGS },
  loader: async () => {
    const { jobFollowAction } = await import('../server/job-actions.ts');
    return function (this: KedgeContext, flags, id) {
      return jobFollowAction(this, flags, id);
    };
  },
});

const cancelCommand = buildCommand<ServerFlags, [string], KedgeContext>({
  docs: {
    brief: 'Stop a job: one that waits at once, one that runs within seconds',
    fullDescription: [
      'Example:',
      '  kedge job cancel 6f0c',
      '',
      'Exit codes: 0 asked, 4 refused, 1 error.',
    ].join('\n'),
  },
  parameters: { positional: ID, flags: SERVER_FLAGS },
  loader: async () => {
    const { jobCancelAction } = await import('../server/job-actions.ts');
    return function (this: KedgeContext, flags, id) {
      return jobCancelAction(this, flags, id);
    };
  },
});

export const jobRoutes = buildRouteMap<'list' | 'show' | 'follow' | 'cancel', KedgeContext>({
  routes: { list: listCommand, show: showCommand, follow: followCommand, cancel: cancelCommand },
  defaultCommand: 'list',
  docs: { brief: 'The work of a server: list, follow, cancel' },
});
