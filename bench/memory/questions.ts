import type { SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import type { DriftQuery } from '#ports/memory.ts';
import { agesOfOpen, scanSums, timesToDecide, timesToVerify } from '#store/drift-figures.ts';
import { firstOfEach, groupsOf } from '#store/drift-groups.ts';
import { fitting, pageOf } from '#store/drift-list.ts';
import type { Database } from '#store/tables.ts';
import { differencesOf, now, stackName } from './differences.ts';
import type { FilledMemory } from './filled-memory.ts';

/** What is asked of a memory, as a command asks it, and the statements behind it. */
export interface Question {
  readonly name: string;
  /** How many rows came back. */
  readonly ask: (filled: FilledMemory) => Promise<number>;
  readonly statements: (db: Database, causes: readonly string[]) => readonly Explainable[];
}

type Explainable = Pick<SelectQueryBuilder<never, never, object>, 'explain'>;

const PROJECT = 1;
const WINDOW_MS = 30 * 24 * 3_600_000;
const PAGE = 50;

export const OPEN: DriftQuery = {
  states: OPEN_STATES,
  drift: true,
  stack: null,
  severities: null,
  limit: PAGE,
  after: null,
};
const IN_STACK: DriftQuery = { ...OPEN, stack: stackName(500) };
const CRITICAL: DriftQuery = { ...OPEN, severities: ['critical'] };
const START = differencesOf(500)[3]?.fingerprint.slice(0, 6) ?? '';

const listed = (name: string, query: DriftQuery): Question => ({
  name,
  ask: async ({ memory }) => (await memory.listDrift(query)).records.length,
  statements: (db) => [
    pageOf(db, PROJECT, query),
    fitting(db, PROJECT, query).select(sql<number>`count(*)::int`.as('total')),
  ],
});

/** @param page50 where page 49 ended */
export const questions = (page50: string): readonly Question[] => [
  listed('list, first page of 50', OPEN),
  listed('list, page 50', { ...OPEN, after: page50 }),
  listed('list, one stack', IN_STACK),
  listed('list, critical only', CRITICAL),
  {
    name: 'find by 6 digits',
    ask: async ({ memory }) => (await memory.findDrift(START)).length,
    statements: () => [],
  },
  {
    name: 'groups of one cause, first 50',
    ask: async ({ memory }) => (await memory.driftGroups(OPEN)).length,
    statements: (db, causes) => [groupsOf(db, PROJECT, OPEN), firstOfEach(db, PROJECT, OPEN, causes)],
  },
  {
    name: 'all figures of `drift slo`, 30 days',
    ask: async ({ memory }) => (await memory.driftFigures(now, WINDOW_MS)).age_p50.points,
    statements: (db) => {
      const since = new Date(Date.parse(now) - WINDOW_MS);
      return [
        agesOfOpen(db, PROJECT, now),
        timesToDecide(db, PROJECT, since),
        timesToVerify(db, PROJECT, since),
        scanSums(db, PROJECT, since),
      ];
    },
  },
];

/** Walks the list to where page 49 ends. */
export async function endOfPage49({ memory }: FilledMemory): Promise<string> {
  let after: string | null = null;
  for (let page = 1; page <= 49; page += 1) {
    const { next }: { next: string | null } = await memory.listDrift({ ...OPEN, after });
    if (next === null) throw new Error(`The list ends on page ${page}.`);
    after = next;
  }
  if (after === null) throw new Error('The list has one page.');
  return after;
}
