import { approvalsMissing } from '#domain/change/change-approval.ts';
import { CHANGE_STATE_MEANING } from '#domain/change/change-state.ts';
import type { Change } from '#domain/change/change.ts';
import { stateSince } from '#domain/change/state-since.ts';
import { lookDueMs, plannedLooks } from '#domain/change/watch-grid.ts';
import type { LiveWork, SourceChange } from '#ports/change-reads.ts';
import type { ChangeItem } from '../schema/changes.ts';

export const instant = (ms: number): string => new Date(ms).toISOString();

/** @param nowMs by the time that changes tell */
export function changeItem(
  { source, change }: SourceChange,
  teams: readonly (string | null)[],
  work: LiveWork | null,
  nowMs: number,
): ChangeItem {
  const { declaration, state, hold, verdict, rollback, settling } = change;
  return {
    source,
    id: change.id,
    title: declaration.title,
    owner: declaration.owner,
    channel: declaration.channel,
    teams: teams.flatMap((team) => (team === null ? [] : [team])),
    state,
    state_meaning: CHANGE_STATE_MEANING[state],
    since: stateSince(change),
    stacks: [...declaration.stacks],
    services: [...declaration.services],
    step: stepOf(change),
    gate:
      state === 'rolling' && work !== null && !work.running && work.progress !== null
        ? { why: work.progress.phase, next_at: work.startAfter }
        : null,
    watch: watchOf(change, nowMs),
    verdict: verdict === null ? null : verdictOf(verdict),
    hold: hold === null ? null : { at: hold.at, by: hold.by, why: hold.why, answer_by: hold.answerBy },
    rollback:
      rollback === null
        ? null
        : {
            trigger: rollback.trigger,
            why: rollback.why,
            done_at: rollback.doneAt,
            verification: rollback.verification,
            failed: rollback.failed,
          },
    settling:
      settling === null
        ? null
        : { metrics: [...settling.metrics], next_at: settling.nextAt, blocked: settling.blocked },
    approvals_missing: approvalsMissing(change),
    opened_at: change.openedAt,
    opened_by: change.openedBy,
    started_at: change.startedAt,
    updated_at: change.updatedAt,
    closed_at: change.closedAt,
    job: work?.job ?? null,
  };
}

const verdictOf = (verdict: NonNullable<Change['verdict']>): NonNullable<ChangeItem['verdict']> => ({
  outcome: verdict.outcome,
  sentence: verdict.sentence,
  at: verdict.at,
  watch: verdict.watch,
  look: verdict.look,
  settled: verdict.settled,
  overridden:
    verdict.overridden === null ? null : { by: verdict.overridden.by, reason: verdict.overridden.reason },
});

function stepOf({ declaration, steps, watch, state, attempt }: Change): ChangeItem['step'] {
  const last = steps.at(-1);
  if (last === undefined || watch !== null || (state !== 'rolling' && state !== 'holding')) return null;
  const { run } = last;
  return {
    index: steps.length,
    of: declaration.rollout.length,
    name: declaration.rollout[steps.length - 1]?.name ?? '',
    state:
      run.endedAt === null
        ? run.attempt === attempt
          ? 'runs'
          : 'interrupted'
        : run.problem === null
          ? 'at_gate'
          : 'failed',
  };
}

function watchOf({ watch, state, declaration }: Change, nowMs: number): ChangeItem['watch'] {
  if (watch === null) return null;
  const planned = plannedLooks(watch);
  const more = state === 'watching' && watch.looks < planned;
  return {
    number: watch.number,
    started_at: instant(watch.startMs),
    ends_at: instant(watch.startMs + watch.watchMs),
    looks: watch.looks,
    planned_looks: planned,
    left_ms: more ? Math.max(0, lookDueMs(watch, planned, declaration.watch) - nowMs) : 0,
    next_look_at: more ? instant(lookDueMs(watch, watch.looks + 1, declaration.watch)) : null,
  };
}
