import type { JsonObject } from '#domain/json.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { TaskEnd } from '#ports/work-queue.ts';
import type { FixResult } from '../fix-request.ts';

const OPEN_RUN_MS = 60_000;
/** More says nothing that these do not. */
const MOST_SEEN = 50;

const jsonOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** How a job ends with what came of its fix. */
export function endOf(result: FixResult): TaskEnd {
  switch (result.kind) {
    case 'refused': {
      const { refusals } = result;
      return {
        kind: 'failed',
        problem: refusals.map(({ sentence }) => sentence).join('\n'),
        result: {
          kind: 'refused',
          refusals: refusals.map(({ code, sentence, next }) => ({ code, sentence, next })),
        },
      };
    }
    case 'not_confirmed':
      return { kind: 'failed', problem: result.why, result: { kind: 'not_confirmed', why: result.why } };
    case 'verified':
      return {
        kind: 'done',
        result: { kind: 'verified', run: result.run, resourcesRead: result.report.resources_read },
      };
    case 'not_verified':
      return {
        kind: 'failed',
        problem: `It was carried out, and a fresh read still shows ${result.seen.length} differences.`,
        result: {
          kind: 'not_verified',
          run: result.run,
          detail: result.detail,
          seen: result.seen.slice(0, MOST_SEEN).map(jsonOf),
        },
      };
    case 'unverified':
      // The run is open, and nobody knows what is true: somebody has to look again.
      return { kind: 'later', waitMs: OPEN_RUN_MS, why: result.detail };
    case 'proposed': {
      const { run, branch, commit, pushedTo, pushProblem, proof } = result;
      const origins = result.origins.map(jsonOf);
      return {
        kind: 'done',
        result: {
          kind: 'proposed',
          run,
          branch,
          commit,
          pushedTo,
          pushProblem,
          origins,
          proof: proof === null ? null : jsonOf(proof),
        },
      };
    }
    case 'patch':
      return { kind: 'done', result: { kind: 'patch', patch: result.patch } };
  }
}

/** As {@link endOf}, of a run that another attempt brought to its end. */
export function endOfRun(run: FixRun): TaskEnd {
  const result = { kind: run.outcome, run: run.id, branch: run.branch, commit: run.commit };
  return run.outcome === 'verified' || run.outcome === 'proposed'
    ? { kind: 'done', result }
    : { kind: 'failed', problem: run.text ?? 'The run ended without a word.', result };
}
