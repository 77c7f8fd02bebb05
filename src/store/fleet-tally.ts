import { sql } from 'kysely';
import { z } from 'zod';
import { DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import type { TallyRow } from '#ports/fleet-reads.ts';
import { sourceOf, type FleetProjects } from './fleet-projects.ts';
import { Instant, readRow } from './read-row.ts';
import type { Database } from './tables.ts';

const Row = z.object({
  project_id: z.int(),
  stack: z.string(),
  state: z.enum(DRIFT_STATES),
  rank: z.int().min(0).max(7),
  class: z.enum(DRIFT_CLASSES),
  count: z.int(),
  oldest: Instant,
});

/** From an index alone: thousands of counts of a hundred thousand rows. */
export async function fleetTally(db: Database, projects: FleetProjects): Promise<readonly TallyRow[]> {
  const { rows } = await sql<z.input<typeof Row>>`
    select project_id, stack, state, rank, class, count(*)::int as count, min(opened_at) as oldest
    from kedge.drift
    where not closed and project_id = any(${[...projects.sources.keys()]}::int[])
    group by project_id, stack, state, rank, class`.execute(db);
  return rows.map((row) => {
    const read = readRow(Row, row, 'the counts of differences');
    return {
      source: sourceOf(projects, read.project_id),
      stack: read.stack,
      state: read.state,
      severity: severityOf(read.rank),
      drift: read.rank < SEVERITIES.length,
      class: read.class,
      count: read.count,
      oldestOpenedAt: read.oldest,
    };
  });
}

/** A rank is 0 to 3 for drift and 4 to 7 for what is reported apart, by severity. */
export function severityOf(rank: number): TallyRow['severity'] {
  const severity = SEVERITIES[rank % SEVERITIES.length];
  if (severity === undefined) throw new Error(`There is no severity for the rank ${rank}.`);
  return severity;
}
