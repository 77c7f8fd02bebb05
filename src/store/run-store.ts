import { sql, type Insertable } from 'kysely';
import { z } from 'zod';
import { StackEvidence } from '#domain/drift/report.ts';
import { FIX_OUTCOMES, FIX_STEPS, type FixRun } from '#domain/remedy/fix-run.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database, FixRunTable } from './tables.ts';

const RunRow = z
  .object({
    id: z.string(),
    kind: z.enum(['revert', 'adopt']),
    stack: z.string(),
    fingerprints: z.array(z.string()),
    decisions: z.array(z.string()),
    actor: z.string(),
    started_at: Instant,
    updated_at: Instant,
    step: z.enum(FIX_STEPS),
    outcome: z.enum(FIX_OUTCOMES).nullable(),
    text: z.string().nullable(),
    attempt: z.int(),
    holder: z.object({ host: z.string(), pid: z.int(), startedAt: z.string() }),
    before: StackEvidence.nullable(),
    plan_digest: z.string().nullable(),
    apply_folder: z.string().nullable(),
    branch: z.string().nullable(),
    commit: z.string().nullable(),
  })
  .transform(
    ({
      started_at: startedAt,
      updated_at: updatedAt,
      plan_digest: planDigest,
      apply_folder: applyFolder,
      ...same
    }): FixRun => ({ ...same, startedAt, updatedAt, planDigest, applyFolder }),
  );

const runOf = (row: { readonly id: string }): FixRun => readRow(RunRow, row, `the run ${row.id}`);

const runs = (db: Database, project: number) =>
  db.selectFrom('kedge.fix_run').selectAll().where('project_id', '=', project);

export async function findRun(db: Database, project: number, id: string): Promise<FixRun | null> {
  const row = await runs(db, project).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : runOf(row);
}

/** The live one that acts on a difference, else the last one that did. */
export async function runOfDrift(
  db: Database,
  project: number,
  stack: string,
  fingerprint: string,
): Promise<FixRun | null> {
  const row = await runs(db, project)
    .where('stack', '=', stack)
    .where(sql<boolean>`${fingerprint} = any(fingerprints)`)
    .orderBy(sql`outcome is null`, 'desc')
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : runOf(row);
}

/** Oldest first. */
export async function liveRuns(db: Database, project: number): Promise<readonly FixRun[]> {
  const rows = await runs(db, project)
    .where('outcome', 'is', null)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map(runOf);
}

/** The unique index over live runs decides, so that no reading before can be out of date. */
export async function startRun(
  db: Database,
  project: number,
  run: FixRun,
): Promise<{ readonly holder: FixRun } | null> {
  const started = await db
    .insertInto('kedge.fix_run')
    .values(rowOf(project, run))
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'stack']).where('outcome', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (started !== undefined) return null;
  const holder = await runs(db, project)
    .where('stack', '=', run.stack)
    .where('outcome', 'is', null)
    .executeTakeFirstOrThrow();
  return { holder: runOf(holder) };
}

/**
 * Writes only over the same attempt or the one before, and never over a run that has ended: whoever was taken over
 * changes nothing any more.
 */
export async function saveRun(db: Database, project: number, run: FixRun): Promise<boolean> {
  const { project_id: _project, id: _id, kind: _kind, stack: _stack, ...said } = rowOf(project, run);
  const { numUpdatedRows } = await db
    .updateTable('kedge.fix_run')
    .set(said)
    .where('project_id', '=', project)
    .where('id', '=', run.id)
    .where('outcome', 'is', null)
    .where('attempt', 'in', [run.attempt, run.attempt - 1])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const rowOf = (project: number, run: FixRun): Insertable<FixRunTable> => ({
  project_id: project,
  id: run.id,
  kind: run.kind,
  stack: run.stack,
  fingerprints: [...run.fingerprints],
  decisions: [...run.decisions],
  actor: run.actor,
  started_at: storedInstant(run.startedAt),
  updated_at: storedInstant(run.updatedAt),
  step: run.step,
  outcome: run.outcome,
  text: run.text,
  attempt: run.attempt,
  holder: jsonText(run.holder),
  before: run.before === null ? null : jsonText(run.before),
  plan_digest: run.planDigest,
  apply_folder: run.applyFolder,
  branch: run.branch,
  commit: run.commit,
});
