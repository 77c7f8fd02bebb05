import { z } from 'zod';
import { writeRecords, type WriteRecordsDependencies } from '#workflows/fleet/write-records.ts';
import { syncSource, type SyncDependencies } from '#workflows/sync-source.ts';
import { defineTask, type Task } from './task.ts';

/** What keeps sources in step with their repositories. */
export const sourceTasks = (deps: SyncDependencies & WriteRecordsDependencies): readonly Task[] => [
  defineTask({
    name: 'sync-source',
    lane: 'light',
    data: z.object({ source: z.string() }),
    run: async ({ source }, job) => {
      const signal = AbortSignal.any([job.signal, job.stopping]);
      const end = await syncSource(source, deps, signal);
      if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
      switch (end.kind) {
        case 'no_source':
          return { kind: 'failed', problem: `There is no source ${source} any more.` };
        case 'failed':
          return { kind: 'failed', problem: end.problem };
        case 'synced': {
          const { commit, stacks, touched, warnings } = end;
          for (const warning of warnings) job.log(warning);
          return { kind: 'done', result: { commit, stacks, touched: [...touched], warnings: [...warnings] } };
        }
      }
    },
  }),
  defineTask({
    name: 'write-records',
    lane: 'light',
    data: z.object({ source: z.string() }),
    run: async ({ source }) => {
      const written = await writeRecords(source, deps);
      if ('problem' in written) return { kind: 'failed', problem: written.problem };
      const { files, problems } = written;
      return problems.length > 0
        ? { kind: 'failed', problem: problems.join(' ') }
        : { kind: 'done', result: { files: [...files] } };
    },
  }),
];
