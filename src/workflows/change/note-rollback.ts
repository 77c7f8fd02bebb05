import { KEDGE } from '#domain/change/act-on-change.ts';
import type { Change, ProgramRun, RollbackProgress } from '#domain/change/change.ts';
import type { StepEnd } from '#ports/step-runner.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import type { Next } from './next-turn.ts';
import { writeChange, type Fence, type Write } from './write-change.ts';

export const MOST_TRIES = 3;
export const RETRY_MS = 60_000;

export const begunRun = (argv: readonly string[], at: string, { attempt }: Fence): ProgramRun => ({
  argv: [...argv],
  startedAt: at,
  endedAt: null,
  exitCode: null,
  output: null,
  problem: null,
  attempt,
});

/** Since somebody last asked for it: whoever tries again has three tries again. */
export const triesOf = (runs: readonly ProgramRun[]): number =>
  runs.filter(({ problem }) => problem !== null).length % MOST_TRIES;

export const endedRun = (begun: ProgramRun, end: StepEnd, at: string): ProgramRun => ({
  ...begun,
  endedAt: at,
  exitCode: end.exitCode,
  output: end.output,
  problem: end.problem,
});

/**
 * Writes down how far a rollback is, under the fence.
 * @returns null when it was written
 */
export async function noteRollback(
  change: Change,
  fence: Fence,
  deps: ChangeDependencies,
  kind: string,
  text: string,
  then: (rollback: RollbackProgress, at: string) => RollbackProgress,
  page = false,
): Promise<Next | null> {
  const written = await writeChange(
    change.id,
    deps,
    (now, at): Write => {
      if (now.state !== 'reverting' || now.rollback === null)
        return { refused: `The change ${now.id} is ${now.state} meanwhile.` };
      const said = {
        change: { ...now, rollback: then(now.rollback, at) },
        event: { kind, actor: KEDGE, text },
        audit: { text },
      };
      return page ? { ...said, call: { kind: 'page', text, answerBy: null } } : said;
    },
    fence,
  );
  return 'refused' in written ? { kind: 'refused', why: written.refused } : null;
}
