import { sql } from 'kysely';
import type { Change } from '#domain/change/change.ts';
import type { Surroundings } from '#domain/change/watch-contamination.ts';
import { changeOf } from './change-store.ts';
import { Instant, storedInstant } from './read-row.ts';
import { SCAN_COLUMNS, scanOf } from './scan-store.ts';
import type { Database } from './tables.ts';

/**
 * What happened around a change, by indexes alone: with a thousand live watches each look that read all changes, scans
 * and events would read a million.
 */
export async function surroundings(
  db: Database,
  project: number,
  of: Change,
  since: string,
): Promise<Surroundings> {
  const changes = [...(await live(db, project, of)), ...(await closed(db, project, of, since))];
  const { stacks } = of.declaration;
  if (stacks.length === 0) return { scans: [], fixes: [], changes };
  return {
    scans: await scansOf(db, project, stacks, since),
    fixes: await fixesOf(db, project, stacks, since),
    changes,
  };
}

type Row = { readonly id: string; readonly document: unknown; readonly project_id: number };

/** A stack of another project is another one, whatever it is called; services are the same ones everywhere. */
function seenFrom(project: number, row: Row): Change {
  const change = changeOf(row);
  return row.project_id === project
    ? change
    : { ...change, declaration: { ...change.declaration, stacks: [] } };
}

/** Whoever is live holds what it changes. */
async function live(db: Database, project: number, of: Change): Promise<readonly Change[]> {
  const { stacks, services, controlServices } = of.declaration;
  const keys = [
    ...stacks.map((stack) => `stack ${stack}`),
    ...[...services, ...controlServices].map((service) => `service ${service}`),
  ];
  const held = db
    .selectFrom('kedge.change_lock')
    .select(['project_id', 'change'])
    .distinct()
    .where('scope', 'in', [0, project])
    .where('key', 'in', keys)
    .where((eb) => eb.not(eb.and([eb('project_id', '=', project), eb('change', '=', of.id)])));
  const rows = await db
    .selectFrom('kedge.change as c')
    .innerJoin(held.as('h'), (join) =>
      join.onRef('h.project_id', '=', 'c.project_id').onRef('h.change', '=', 'c.id'),
    )
    .select(['c.id', 'c.document', 'c.project_id'])
    .execute();
  return rows.map((row) => seenFrom(project, row));
}

/** Instants are stored as ISO 8601 in UTC, which is ordered as its text is. */
async function closed(
  db: Database,
  project: number,
  { declaration: { stacks, services, controlServices } }: Change,
  since: string,
): Promise<readonly Change[]> {
  const rows = await db
    .selectFrom('kedge.change')
    .select(['id', 'document', 'project_id'])
    .where('state', '=', 'closed')
    .where(sql<string>`document ->> 'closedAt'`, '>=', storedInstant(since))
    .execute();
  const touches = ({ declaration: other }: Change): boolean =>
    other.stacks.some((stack) => stacks.includes(stack)) ||
    other.services.some((service) => services.includes(service) || controlServices.includes(service));
  return rows.map((row) => seenFrom(project, row)).filter(touches);
}

const scansOf = async (
  db: Database,
  project: number,
  stacks: readonly string[],
  since: string,
): Promise<Surroundings['scans']> => {
  const rows = await db
    .selectFrom('kedge.scan')
    .select(SCAN_COLUMNS)
    .where('project_id', '=', project)
    .where('stack', 'in', [...stacks])
    .where('at', '>=', new Date(since))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(scanOf);
};

/** One that began and ended between two looks left its events; one at work may have none yet. */
async function fixesOf(
  db: Database,
  project: number,
  stacks: readonly string[],
  since: string,
): Promise<Surroundings['fixes']> {
  const running = await db
    .selectFrom('kedge.fix_run')
    .select(['stack', 'started_at'])
    .where('project_id', '=', project)
    .where('outcome', 'is', null)
    .where('stack', 'in', [...stacks])
    .execute();
  const applied = await db
    .selectFrom('kedge.drift_event')
    .select(['stack', 'at'])
    .where('project_id', '=', project)
    .where('stack', 'in', [...stacks])
    .where('kind', 'in', ['applying', 'applied'])
    .where('at', '>=', new Date(since))
    .execute();
  return [
    ...running.map(({ stack, started_at }) => ({
      stack,
      startedAt: Instant.parse(started_at),
      endedAt: null,
    })),
    ...applied.map(({ stack, at }) => ({ stack, startedAt: Instant.parse(at), endedAt: Instant.parse(at) })),
  ];
}
