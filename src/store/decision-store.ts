import type { Insertable } from 'kysely';
import { z } from 'zod';
import { DECISION_KINDS, type Decision } from '#domain/decision/decision.ts';
import { StackEvidence } from '#domain/drift/report.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database, Tables } from './tables.ts';

const Approval = z.object({ by: z.string(), at: z.string(), reason: z.string().nullable() });

const DecisionSubject = z.object({
  fingerprint: z.string(),
  stack: z.string(),
  address: z.string(),
  path: z.string(),
  reality: z.string(),
  intent: z.string(),
  evidence: StackEvidence.nullable(),
});

const DecisionRow = z
  .object({
    id: z.string(),
    kind: z.enum(DECISION_KINDS),
    at: Instant,
    by: z.string().min(1),
    owner: z.string(),
    channel: z.string().nullable(),
    reason: z.string(),
    until: z.string().nullable(),
    destroy_approved: z.boolean(),
    approvals_needed: z.int().nonnegative(),
    approvals: z.array(Approval),
    subjects: z.array(DecisionSubject),
    in_force: z.boolean(),
    record: z.string().nullable(),
  })
  .transform(
    ({
      destroy_approved: destroyApproved,
      approvals_needed: approvalsNeeded,
      in_force: inForce,
      ...same
    }): Decision => ({ ...same, destroyApproved, approvalsNeeded, inForce }),
  );

export const decisionOf = (row: { readonly id: string }): Decision =>
  readRow(DecisionRow, row, `the decision ${row.id}`);

const decisions = (db: Database, project: number) =>
  db.selectFrom('kedge.decision').selectAll().where('project_id', '=', project);

export async function findDecision(db: Database, project: number, id: string): Promise<Decision | null> {
  const row = await decisions(db, project).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : decisionOf(row);
}

/** Oldest first. */
export async function decisionsSince(
  db: Database,
  project: number,
  since: string,
): Promise<readonly Decision[]> {
  const rows = await decisions(db, project)
    .where('at', '>=', new Date(since))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(decisionOf);
}

/** Oldest first. */
export async function decisionsInForce(db: Database, project: number): Promise<readonly Decision[]> {
  const rows = await decisions(db, project)
    .where('in_force', '=', true)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(decisionOf);
}

export async function saveDecision(db: Database, project: number, decision: Decision): Promise<void> {
  const { project_id, id, ...said } = rowOf(project, decision);
  await db
    .insertInto('kedge.decision')
    .values({ project_id, id, ...said })
    .onConflict((conflict) => conflict.columns(['project_id', 'id']).doUpdateSet(said))
    .execute();
}

const rowOf = (project: number, decision: Decision): Insertable<Tables['kedge.decision']> => ({
  project_id: project,
  id: decision.id,
  kind: decision.kind,
  at: storedInstant(decision.at),
  by: decision.by,
  owner: decision.owner,
  channel: decision.channel,
  reason: decision.reason,
  until: decision.until,
  destroy_approved: decision.destroyApproved,
  approvals_needed: decision.approvalsNeeded,
  approvals: jsonText(decision.approvals),
  subjects: jsonText(decision.subjects),
  in_force: decision.inForce,
  record: decision.record,
});
