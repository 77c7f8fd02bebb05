import { join } from 'node:path';
import type { Logger } from 'pino';
import { createRecordsBook } from '#adapters/git/source/records-book.ts';
import type { SourceSettings } from '#adapters/git/source/source-settings.ts';
import type { Kedge } from '#compose';
import type { Source } from '#domain/fleet/source.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { loadConfig } from '#platform/config.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import { askRecords, type RecordsPlace } from '#workflows/fleet/write-records.ts';

/** Where the decisions of a source go: a branch of its repository, or the files of its folder. */
export const recordsPlaceOf =
  (settings: SourceSettings, kedge: Pick<Kedge, 'book'>, clock: Clock) =>
  async (source: Source): Promise<RecordsPlace | { readonly problem: string }> => {
    if (source.kind === 'git') {
      return {
        book: createRecordsBook(settings, source, () => clock.now()),
        stackFolder: (path) => join('/', path),
      };
    }
    const loaded = await loadConfig(join(source.folder, source.subfolder));
    if ('problems' in loaded) return { problem: loaded.problems.map(configProblemText).join('\n') };
    const { root, config } = loaded;
    return {
      book: await kedge.book({ root, folder: config.decisions.folder }),
      stackFolder: (path) => join(root, path),
    };
  };

/** What of the server it takes to ask for records. */
export interface RecordsAsker {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly queue: Pick<WorkQueue, 'submit'>;
  readonly world: { readonly log: Pick<Logger, 'warn'> };
}

/** Has what a decision or its end leaves in the repository written there. Never throws. */
export const recordsAsked =
  ({ fleet, clock, queue, world }: RecordsAsker) =>
  async (source: string): Promise<void> => {
    try {
      await askRecords(source, `decisions of ${source}`, { fleet, clock, queue });
    } catch (error) {
      world.log.warn({ err: error }, `the records of ${source} are not written yet`);
    }
  };
