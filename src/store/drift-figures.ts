import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { DriftFigures, Figure } from '#domain/drift/life/drift-figures.ts';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import { fitting, inPlaces, type Places } from './drift-list.ts';
import { readRow } from './read-row.ts';
import type { Database } from './tables.ts';

/** As `driftFigures` of the domain defines them, computed where the rows are. */
export async function driftFigures(
  db: Database,
  project: Places,
  now: string,
  windowMs: number,
): Promise<DriftFigures> {
  const since = new Date(Date.parse(now) - windowMs);
  const ages = await timesOf(agesOfOpen(db, project, now));
  const decide = await timesOf(timesToDecide(db, project, since));
  const verify = await timesOf(timesToVerify(db, project, since));
  const scans = readRow(ScanSums, await scanSums(db, project, since).executeTakeFirst(), 'the scans');
  return {
    age_p50: ages.p50,
    age_p95: ages.p95,
    time_to_decide_p50: decide.p50,
    time_to_decide_p95: decide.p95,
    time_to_verify_p50: verify.p50,
    time_to_verify_p95: verify.p95,
    unknown_share: shareOf(scans.unknown, scans.scans),
    suppressed_share: shareOf(scans.suppressed, scans.found),
  };
}

const COUNTED = { states: null, drift: true, stack: null, severities: null } as const;

export const agesOfOpen = (db: Database, project: Places, now: string) =>
  fitting(db, project, { ...COUNTED, states: OPEN_STATES }).select(
    percentilesBetween(sql`opened_at`, sql`${now}::timestamptz`),
  );

export const timesToDecide = (db: Database, project: Places, since: Date) =>
  fitting(db, project, COUNTED)
    .where('decided_at', '>=', since)
    .select(percentilesBetween(sql`opened_at`, sql`decided_at`));

export const timesToVerify = (db: Database, project: Places, since: Date) =>
  fitting(db, project, { ...COUNTED, states: ['verified'] })
    .where(sql<boolean>`closed`)
    .where('closed_at', '>=', since)
    .where('decided_at', 'is not', null)
    .select(percentilesBetween(sql`decided_at`, sql`closed_at`));

/** The nearest rank, as in the domain: `percentile_disc`, never between two values. */
function percentilesBetween(from: RawBuilder<unknown>, to: RawBuilder<unknown>) {
  // A clock that was set back must not make a time negative.
  const ms = sql`greatest(0, extract(epoch from ${to} - ${from}) * 1000)`;
  return [
    sql<number | null>`(percentile_disc(0.5) within group (order by ${ms}))::float8`.as('p50'),
    sql<number | null>`(percentile_disc(0.95) within group (order by ${ms}))::float8`.as('p95'),
    sql<number>`count(*)::int`.as('points'),
  ];
}

interface Percentiles {
  readonly p50: Figure;
  readonly p95: Figure;
}

const Times = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), points: z.int() });

async function timesOf(query: ReturnType<typeof agesOfOpen>): Promise<Percentiles> {
  const { p50, p95, points } = readRow(Times, await query.executeTakeFirst(), 'the ages of differences');
  return { p50: { value: p50, points }, p95: { value: p95, points } };
}

const ScanSums = z.object({ scans: z.int(), unknown: z.int(), suppressed: z.number(), found: z.number() });

export const scanSums = (db: Database, project: Places, since: Date) =>
  db
    .selectFrom('kedge.scan')
    .where(inPlaces(project))
    .where('at', '>=', since)
    .select([
      sql<number>`count(*)::int`.as('scans'),
      sql<number>`(count(*) filter (where status = 'unknown'))::int`.as('unknown'),
      sql<number>`coalesce(sum(suppressed), 0)::float8`.as('suppressed'),
      sql<number>`coalesce(sum(found), 0)::float8`.as('found'),
    ]);

const shareOf = (some: number, all: number): Figure => ({
  value: all === 0 ? null : some / all,
  points: all,
});
