import { approvalsNeeded, countedChangeApprovals } from '#domain/change/change-approval.ts';
import { changeRecord, dueRecords, RECORD_KINDS } from '#domain/change/change-record.ts';
import { runbookEntry } from '#domain/change/runbook-entry.ts';
import { wordsNow } from '#domain/change/change-word.ts';
import type { Change, ChangeEvent } from '#domain/change/change.ts';
import type { Look } from '#domain/change/look.ts';
import { CHECKS_LAST_MS, startObstacles } from '#domain/change/may-start.ts';
import type { ReleaseVerdict } from '#domain/release/judge-release.ts';
import type { ChangeItem, ChangeStep, ChangeWhole } from '../schema/changes.ts';
import { declarationItem, reachText } from './declaration-text.ts';

export interface WholeFacts {
  readonly change: Change;
  readonly events: readonly ChangeEvent[];
  /** The look that was made last; null: none was. */
  readonly last: Look | null;
  /** Of the whole evidence; null: nothing was judged. */
  readonly verdict: ReleaseVerdict | null;
  /** Why the roles of whoever asks permit no word, by permission; null: they do. */
  readonly forbidden: { readonly run: string | null; readonly approve: string | null };
  readonly actor: string;
  /** By the time that changes tell. */
  readonly now: string;
}

const MOST_EVENTS = 500;

export function changeWhole(item: ChangeItem, facts: WholeFacts): ChangeWhole {
  const { change, now } = facts;
  const { declaration, checks, holder } = change;
  const counted = new Set(countedChangeApprovals(change));
  const before = change.state === 'draft' || change.state === 'ready';
  const obstacles = before ? [...startObstacles(change, now)] : [];
  return {
    ...item,
    file: change.file,
    commit: change.commit,
    declaration_sha256: change.digest,
    declaration: declarationItem(declaration),
    checks: checks === null ? null : checksOf(change, checks, now),
    power: (checks?.power ?? []).map(({ name, rows, refusal }) => ({
      name,
      rows: rows.map(({ afterMs, share }) => ({ after_ms: afterMs, share })),
      refusal,
    })),
    may_start: before ? { may: obstacles.length === 0, obstacles } : null,
    steps: stepsOf(change),
    undecided: [...(facts.last?.undecided ?? [])],
    approvals: {
      needed: approvalsNeeded(change),
      given: change.approvals.map((approval) => ({
        by: approval.by,
        at: approval.at,
        reason: approval.reason,
        counts: counted.has(approval),
      })),
    },
    rollback_runs: (change.rollback?.runs ?? []).map(({ argv, startedAt, endedAt, exitCode, problem }) => ({
      argv: [...argv],
      started_at: startedAt,
      ended_at: endedAt,
      exit_code: exitCode,
      problem,
    })),
    records: change.records.map(({ key, branch, commit, file }) => ({ key, branch, commit, file })),
    record: recordOf(facts),
    events: facts.events
      .filter(({ kind, text }) => kind !== 'look' || !text.endsWith('no metric alarms.'))
      .slice(-MOST_EVENTS)
      .map(({ at, kind, actor, text }) => ({ at, kind, actor, text })),
    actions: wordsNow(change, facts.actor, now).map(({ word, refused, needsReason }) => {
      const role = word === 'approve' ? facts.forbidden.approve : facts.forbidden.run;
      const why = role ?? refused;
      return { word, allowed: why === null, why, needs_reason: needsReason };
    }),
    driver: holder === null ? null : { host: holder.host, pid: holder.pid, attempt: change.attempt },
  };
}

function checksOf(
  change: Change,
  { at, digest, results }: NonNullable<Change['checks']>,
  now: string,
): ChangeWhole['checks'] {
  const until = new Date(Date.parse(at) + CHECKS_LAST_MS).toISOString();
  return {
    at,
    counts_until: until,
    green: digest === change.digest && now <= until && results.every(({ outcome }) => outcome === 'passed'),
    results: results.map(({ name, kind, outcome, sentence }) => ({
      name,
      kind,
      result: outcome,
      text: sentence,
    })),
  };
}

const stepsOf = ({ declaration, steps, attempt }: Change): ChangeStep[] =>
  declaration.rollout.map((declared, i) => {
    const own = steps[i];
    const run = own?.run;
    return {
      index: i + 1,
      name: declared.name,
      reach: reachText(declared.reach),
      argv: [...declared.run.argv],
      state: stateOf(run, attempt),
      started_at: run?.startedAt ?? null,
      ended_at: run?.endedAt ?? null,
      exit_code: run?.exitCode ?? null,
      problem: run?.problem ?? null,
      output_sha256: run?.output ?? null,
      promoted_by: own?.promotedBy ?? null,
    };
  });

function stateOf(run: Change['steps'][number]['run'] | undefined, attempt: number): ChangeStep['state'] {
  if (run === undefined) return 'to_come';
  if (run.endedAt === null) return run.attempt === attempt ? 'runs' : 'interrupted';
  return run.problem === null ? 'done' : 'failed';
}

/** As it stands on record, in the words of now: what a later one adds is told, too. */
function recordOf({ change, events, verdict }: WholeFacts): ChangeWhole['record'] {
  const written = change.records.at(-1);
  const key = written?.key ?? dueRecords(change).at(-1)?.key;
  const kind = RECORD_KINDS.find((each) => key?.startsWith(each));
  if (key === undefined || kind === undefined) return null;
  return {
    decision: changeRecord({ change, due: { kind, key }, events, verdict, chart: null, evidence: null }),
    runbook: runbookEntry(change, null),
  };
}
