import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Transaction } from 'kysely';
import type { Memory, MemoryChange, MemoryReading } from '#ports/memory.ts';
import { appendAudit, auditEntries, auditHead } from './audit-store.ts';
import {
  addChangeEvents,
  changeEvents,
  changesIn,
  changesToSettle,
  findChange,
  openChange,
  saveChange,
  saveSettled,
} from './change-store.ts';
import { surroundings } from './change-surroundings.ts';
import { freeLocks, lockHolders, takeLocks } from './change-lock-store.ts';
import { addLook, changeLooks, saveWatchHistory, watchHistory } from './change-watch-store.ts';
import { countWord, wordCounted } from './change-word-store.ts';
import { decisionsInForce, decisionsSince, findDecision, saveDecision } from './decision-store.ts';
import { driftFigures } from './drift-figures.ts';
import { driftGroups } from './drift-groups.ts';
import { listDrift } from './drift-list.ts';
import { driftAt, driftOfStack, findDrift, saveDrift } from './drift-store.ts';
import { addEvents, eventsSince, timeline } from './event-store.ts';
import type { QueueDatabase } from './queue-database.ts';
import { noticeBook } from './notice-book.ts';
import { findRun, liveRuns, saveRun, startRun } from './run-store.ts';
import { addScan, hasScan, scansSince } from './scan-store.ts';
import { findStack, saveStack, stacks } from './stack-store.ts';
import type { Database, Tables } from './tables.ts';

/** A database that is open and migrated. */
export interface OpenDatabase {
  readonly db: Database;
  readonly queue: QueueDatabase;
  /** What went wrong, as an error for a person. */
  readonly explain: (error: unknown) => unknown;
  /** `written`: something may have been written since it was opened. */
  readonly close: (written: boolean) => Promise<void>;
}

/** The memory of one project in a database that may hold many. */
export async function projectMemory(
  { db, explain, close }: OpenDatabase,
  projectName: string,
): Promise<Memory> {
  const project = await projectId(db, projectName);
  const inChange = new AsyncLocalStorage<true>();
  let written = false;
  const asked: Asked = async (work) => {
    // With one connection it would wait for itself for ever, and with several it would read what is out of date.
    if (inChange.getStore() === true) {
      throw new Error('Inside a change of the memory, only what the change itself offers may be used.');
    }
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    ...readingOf(db, project, asked),
    change: (work) =>
      asked(() => {
        written = true;
        return db.transaction().execute(async (transaction) => {
          await waitForTurn(transaction, project);
          return inChange.run(true, () => work(changeOf(transaction, project)));
        });
      }),
    close: () => close(written),
  };
}

export async function projectId(db: Database, name: string): Promise<number> {
  const known = db.selectFrom('kedge.project').select('id').where('name', '=', name);
  const row = await known.executeTakeFirst();
  if (row !== undefined) return row.id;
  await db
    .insertInto('kedge.project')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await known.executeTakeFirstOrThrow()).id;
}

/** `kedg`: apart from the advisory locks of others in the same database. */
const LOCK_SPACE = 0x6b656467;

/**
 * One change of a project after the other, over all processes. A process that is stopped in the middle of one must not
 * keep the others waiting for ever without a word.
 */
export async function waitForTurn(transaction: Transaction<Tables>, project: number): Promise<void> {
  await sql`set local lock_timeout = '60s'`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${project}::int)`.execute(transaction);
}

/** Every question goes through this. */
type Asked = <T>(work: () => Promise<T>) => Promise<T>;

const readingOf = (db: Database, project: number, asked: Asked): MemoryReading => ({
  listDrift: (query) => asked(() => listDrift(db, project, query)),
  findDrift: (idOrStart) => asked(() => findDrift(db, project, idOrStart)),
  driftAt: (stack, address) => asked(() => driftAt(db, project, stack, address)),
  timeline: (stack, fingerprint) => asked(() => timeline(db, project, stack, fingerprint)),
  eventsSince: (since) => asked(() => eventsSince(db, project, since)),
  stacks: () => asked(() => stacks(db, project)),
  findStack: (stack) => asked(() => findStack(db, project, stack)),
  scansSince: (since) => asked(() => scansSince(db, project, since)),
  findDecision: (id) => asked(() => findDecision(db, project, id)),
  decisionsSince: (since) => asked(() => decisionsSince(db, project, since)),
  decisionsInForce: () => asked(() => decisionsInForce(db, project)),
  findRun: (id) => asked(() => findRun(db, project, id)),
  liveRuns: () => asked(() => liveRuns(db, project)),
  auditEntries: (after, limit) => asked(() => auditEntries(db, project, after, limit)),
  auditHead: () => asked(() => auditHead(db, project)),
  driftGroups: (query) => asked(() => driftGroups(db, project, query)),
  driftFigures: (now, windowMs) => asked(() => driftFigures(db, project, now, windowMs)),
  findChange: (id) => asked(() => findChange(db, project, id)),
  changesIn: (states) => asked(() => changesIn(db, project, states)),
  surroundings: (of, since) => asked(() => surroundings(db, project, of, since)),
  changesToSettle: (now) => asked(() => changesToSettle(db, project, now)),
  changeEvents: (id) => asked(() => changeEvents(db, project, id)),
  changeLooks: (id, watch, from) => asked(() => changeLooks(db, project, id, watch, from)),
  watchHistory: (id, watch) => asked(() => watchHistory(db, project, id, watch)),
  wordCounted: (change, mark) => asked(() => wordCounted(db, project, change, mark)),
  lockHolders: (keys) => asked(() => lockHolders(db, project, keys)),
});

const changeOf = (transaction: Transaction<Tables>, project: number): MemoryChange => ({
  ...readingOf(transaction, project, (work) => work()),
  hasScan: (id) => hasScan(transaction, project, id),
  addScan: (scan) => addScan(transaction, project, scan),
  saveStack: (stack) => saveStack(transaction, project, stack),
  driftOfStack: (stack) => driftOfStack(transaction, project, stack),
  saveDrift: (records) => saveDrift(transaction, project, records),
  addEvents: (events) => addEvents(transaction, project, events),
  saveDecision: (decision) => saveDecision(transaction, project, decision),
  startRun: (run) => startRun(transaction, project, run),
  saveRun: (run) => saveRun(transaction, project, run),
  appendAudit: (facts) => appendAudit(transaction, project, facts),
  notices: noticeBook(transaction, project),
  openChange: (opened) => openChange(transaction, project, opened),
  saveChange: (saved) => saveChange(transaction, project, saved),
  saveSettled: (saved) => saveSettled(transaction, project, saved),
  addChangeEvents: (events) => addChangeEvents(transaction, project, events),
  takeLocks: (taker, keys, since) => takeLocks(transaction, project, taker, keys, since),
  freeLocks: (id) => freeLocks(transaction, project, id),
  countWord: (id, mark, at) => countWord(transaction, project, id, mark, at),
  addLook: (id, look) => addLook(transaction, project, id, look),
  saveWatchHistory: (id, watch, history) => saveWatchHistory(transaction, project, id, watch, history),
});
