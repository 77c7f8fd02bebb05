import type { Decision } from '#domain/decision/decision.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Clock } from '#ports/clock.ts';
import type { DecisionBook } from '#ports/decision-book.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { fileDecision, recordEnded, recordsOf, type RecordDependencies } from '../record-decision.ts';

/** Where the decisions of a source are written, and how its book names the folder of a stack. */
export interface RecordsPlace {
  readonly book: DecisionBook;
  /** @param path from the project's root */
  readonly stackFolder: (path: string) => string;
}

export interface WriteRecordsDependencies {
  readonly fleet: Pick<Fleet, 'findSource' | 'memoryOf' | 'findStack'>;
  readonly clock: Clock;
  readonly placeOf: (source: Source) => Promise<RecordsPlace | { readonly problem: string }>;
}

export type RecordsWritten =
  | { readonly files: readonly string[]; readonly problems: readonly string[] }
  | { readonly problem: string };

/** How far back decisions are looked at for a record that was not written. */
const REACH_MS = 400 * 24 * 60 * 60 * 1000;

/**
 * Writes into the repository what the decisions of a source leave there: the lines and records of those that stand, and
 * the end of those that ended. Whatever an earlier try left out is made up for, so it may be called at any time.
 */
export async function writeRecords(name: string, deps: WriteRecordsDependencies): Promise<RecordsWritten> {
  const { fleet, clock } = deps;
  const known = await fleet.findSource(name);
  const memory = await fleet.memoryOf(name);
  if (known === null || memory === null) return { problem: `There is no source ${name} that was read.` };
  const place = await deps.placeOf(known.source);
  if ('problem' in place) return place;
  const records: RecordDependencies = {
    memory,
    clock,
    book: place.book,
    stackFolder: async (stack) => {
      const found = await fleet.findStack(name, stack);
      return found === null ? null : place.stackFolder(found.path);
    },
  };
  const since = new Date(clock.now().getTime() - REACH_MS).toISOString();
  const files: string[] = [];
  const problems: string[] = [];
  for (const decision of (await memory.decisionsSince(since)).filter(isUnwritten)) {
    const filed = await fileDecision(decision, await recordsOf(memory, decision), records);
    files.push(...filed.files);
    problems.push(...filed.problems);
  }
  const ended = await recordEnded(since, records);
  return { files: [...files, ...ended.files], problems: [...problems, ...ended.problems] };
}

const isUnwritten = ({ inForce, record, kind }: Decision): boolean =>
  inForce && record === null && (kind === 'accept' || kind === 'ignore');

/** Has the records of a source written when there are any to write. */
export async function askRecords(
  source: string,
  requestedBy: string,
  {
    fleet,
    clock,
    queue,
  }: Pick<WriteRecordsDependencies, 'fleet' | 'clock'> & { readonly queue: Pick<WorkQueue, 'submit'> },
): Promise<void> {
  const since = new Date(clock.now().getTime() - REACH_MS).toISOString();
  const decisions = (await (await fleet.memoryOf(source))?.decisionsSince(since)) ?? [];
  // An acceptance that ended was written before, perhaps as one that stands.
  if (
    !decisions.some(
      (each) => isUnwritten(each) || (!each.inForce && (each.record === null || each.kind === 'accept')),
    )
  )
    return;
  await queue.submit({
    task: 'write-records',
    data: { source },
    priority: JOB_PRIORITY.hook,
    key: `records ${source}`,
    once: `records ${source}`,
    startAfter: null,
    requestedBy,
    source,
    stack: null,
  });
}
