import type { CallerFinder } from '#ports/caller-finder.ts';
import type { ChangeReads } from '#ports/change-reads.ts';
import type { Clock } from '#ports/clock.ts';
import type { CodeSnippets } from '#ports/code-snippets.ts';
import type { FleetReads } from '#ports/fleet-reads.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { SourceSettings } from '#ports/source-settings.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import type { FleetView } from '#workflows/fleet/fleet-view.ts';

/** What the routes over fleet, drift, decisions, fixes and jobs work with. */
export interface DataDependencies {
  readonly fleet: Fleet;
  readonly reads: FleetReads;
  readonly changeFigures: ChangeReads['changeFigures'];
  readonly view: FleetView;
  readonly queue: WorkQueue;
  readonly callers: Pick<CallerFinder, 'again'>;
  readonly settings: SourceSettings;
  readonly snippets: CodeSnippets;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly redactText: (text: string) => string;
  /** What a decision sets off, such as records and notices. Never throws. */
  readonly decided: (source: string, stacks: readonly string[]) => Promise<void>;
}
