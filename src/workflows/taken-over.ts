import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { FixResult } from './fix-request.ts';

/** Another process went on with the run while this one was away: it must do nothing more. */
export const takenOver = (run: FixRun): FixResult => ({
  kind: 'refused',
  refusals: [
    {
      code: 'taken_over',
      sentence: `Run ${run.id} was taken over by another process, which goes on with it.`,
      next: 'See how it ended with `kedge drift show`.',
    },
  ],
});
