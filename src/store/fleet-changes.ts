import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { Change } from '#domain/change/change.ts';
import { CHANGE_STATES, CHANGE_URGENCY, type ChangeState } from '#domain/change/change-state.ts';
import type {
  ChangeFigures,
  ChangeFilter,
  ChangeScope,
  ChangeToDrive,
  SourceChange,
} from '#ports/change-reads.ts';
import type { FleetPage, PageWish } from '#ports/fleet-reads.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
import { all, contains, stackList } from './fleet-drift-filter.ts';
import { projectsOf, sourceOf, type FleetProjects } from './fleet-projects.ts';
import { readRow } from './read-row.ts';
import type { Database } from './tables.ts';

const Place = z.tuple([z.int(), z.iso.datetime(), z.int(), z.string()]);

interface Row {
  readonly project_id: number;
  readonly id: string;
  readonly document: unknown;
  readonly urgency: number;
  readonly opened_at: Date;
}

/** The urgency of a row's state. */
const URGENCY = sql`(case state ${sql.join(
  CHANGE_STATES.map((state) => sql`when ${sql.lit(state)} then ${sql.lit(CHANGE_URGENCY[state])}`),
  sql` `,
)} else 4 end)`;

export async function listChanges(
  db: Database,
  projects: FleetProjects,
  filter: ChangeFilter,
  page: PageWish,
): Promise<FleetPage<SourceChange> | null> {
  const place = page.after === null ? null : placeIn(Place, page.after);
  if (page.after !== null && place === null) return null;
  const behind = place === null ? [] : [isBehind(place)];
  const where = all([...conditionsOf(filter, projects), ...behind]);
  const { rows } = await sql<Row>`select project_id, id, document, opened_at, ${URGENCY} as urgency
    from kedge.change where ${where}
    order by urgency, opened_at desc, project_id, id limit ${page.limit + 1}`.execute(db);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({ source: sourceOf(projects, row.project_id), change: changeOf(row) })),
    next:
      rows.length > page.limit && last !== undefined
        ? cursorText([last.urgency, last.opened_at.toISOString(), last.project_id, last.id])
        : null,
  };
}

const changeOf = ({ id, document }: Row): Change => readRow(Change, document, `the change ${id}`);

const isBehind = ([urgency, at, project, id]: z.infer<typeof Place>) =>
  sql`(${URGENCY} > ${urgency}::int or (${URGENCY} = ${urgency}::int and (opened_at < ${at}::timestamptz
    or (opened_at = ${at}::timestamptz and (project_id, id) > (${project}::int, ${id})))))`;

export async function countChanges(
  db: Database,
  projects: FleetProjects,
  filter: ChangeFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
    select from kedge.change where ${all(conditionsOf(filter, projects))} limit ${most}) as few`.execute(db);
  return rows[0]?.count ?? 0;
}

const DECLARED = sql`document -> 'declaration'`;

function conditionsOf(filter: ChangeFilter, projects: FleetProjects): readonly RawBuilder<unknown>[] {
  const { states, sources, owner, text, within } = filter;
  return [
    sql`project_id = any(${projectsOf(projects, sources)}::int[])`,
    ...(states === null ? [] : [sql`state = any(${[...states]}::text[])`]),
    ...(owner === null ? [] : [contains(sql`${DECLARED} ->> 'owner'`, owner)]),
    ...(text === null
      ? []
      : [
          sql`(${contains(sql`id`, text)} or ${contains(sql`${DECLARED} ->> 'title'`, text)}
            or exists (select from jsonb_array_elements_text(${DECLARED} -> 'stacks' || (${DECLARED} -> 'services'))
              as concern where ${contains(sql`concern`, text)}))`,
        ]),
    ...(within === null ? [] : [isWithin(within, projects)]),
  ];
}

const isWithin = ({ stacks, sources }: ChangeScope, projects: FleetProjects): RawBuilder<unknown> =>
  sql`(exists (select from jsonb_array_elements_text(${DECLARED} -> 'stacks') as stack
      where (project_id, stack) in (select * from ${stackList(stacks, projects)}))
    or (jsonb_array_length(${DECLARED} -> 'stacks') = 0
      and project_id = any(${projectsOf(projects, sources)}::int[])))`;

/** A rollback that failed for good waits for a person. */
export async function changesToDrive(
  db: Database,
  projects: FleetProjects,
): Promise<readonly ChangeToDrive[]> {
  const { rows } = await sql<{ readonly project_id: number; readonly id: string; readonly mark: string }>`
    select project_id, id, concat(state, ' ', document -> 'watch' ->> 'number', ' ',
      jsonb_array_length(document -> 'steps')) as mark
    from kedge.change
    where state in ('rolling', 'watching', 'reverting') and project_id = any(${projectsOf(projects, null)}::int[])
      and not (state = 'reverting' and document -> 'rollback' ->> 'failed' is not null)
    order by project_id, id`.execute(db);
  return rows.map(({ project_id: project, id, mark }) => ({ source: sourceOf(projects, project), id, mark }));
}

export async function changesToSettle(
  db: Database,
  projects: FleetProjects,
  now: string,
): Promise<readonly Pick<ChangeToDrive, 'source' | 'id'>[]> {
  const { rows } = await sql<{ readonly project_id: number; readonly id: string }>`
    select project_id, id from kedge.change
    where project_id = any(${projectsOf(projects, null)}::int[])
      and document #>> '{settling,nextAt}' <= ${now} and state in ('cleared', 'reverted', 'closed')
    order by project_id, id`.execute(db);
  return rows.map(({ project_id: project, id }) => ({ source: sourceOf(projects, project), id }));
}

export async function changeFigures(
  db: Database,
  projects: FleetProjects,
  nowMs: number,
): Promise<ChangeFigures> {
  const ids = projectsOf(projects, null);
  const states = await sql<{
    readonly state: ChangeState;
    readonly count: number;
    readonly due: number | null;
  }>`
    select state, count(*)::int as count, min(case when state = 'watching' then
      (document -> 'watch' ->> 'startMs')::float8
      + ((document -> 'watch' ->> 'looks')::int + 1) * (document -> 'watch' ->> 'blockMs')::float8
      + (document -> 'declaration' -> 'watch' ->> 'settleMs')::float8 end) as due
    from kedge.change where project_id = any(${ids}::int[]) group by state`.execute(db);
  const { rows } = await sql<{ readonly count: number }>`
    select count(*)::float8 as count from kedge.change_look where project_id = any(${ids}::int[])`.execute(
    db,
  );
  const due = states.rows.find(({ state }) => state === 'watching')?.due ?? null;
  return {
    byState: Object.fromEntries(states.rows.map(({ state, count }) => [state, count])),
    looks: rows[0]?.count ?? 0,
    overdueMs: due === null ? 0 : Math.max(0, nowMs - due),
  };
}
