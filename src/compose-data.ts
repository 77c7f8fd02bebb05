import type { Area } from '#http/api.ts';
import { dataAreas } from '#http/routes/data-areas.ts';
import { createCodeSnippets } from '#platform/code-snippets.ts';
import { createSourceSettings } from '#platform/source-settings.ts';
import type { CallerFinder } from '#ports/caller-finder.ts';
import { serverFleetReads } from '#store/server-fleet-reads.ts';
import { createFleetView } from '#workflows/fleet/fleet-view.ts';
import { recordsAsked } from './compose-records.ts';
import type { ServerParts } from './compose-server.ts';

/** What the server answers about the fleet, drift, decisions, fixes and jobs. */
export function composeData(
  parts: Pick<
    ServerParts,
    'kedge' | 'clock' | 'database' | 'fleet' | 'queue' | 'checkouts' | 'changes' | 'world'
  >,
  callers: CallerFinder,
): readonly Area[] {
  const { kedge, clock, database, fleet, queue, checkouts, changes } = parts;
  const redactText = (text: string): string => kedge.redactor.redactText(text);
  const reads = serverFleetReads(database);
  return dataAreas({
    fleet,
    reads,
    changeFigures: (nowMs) => changes.reads.changeFigures(nowMs),
    view: createFleetView(reads, clock),
    queue,
    callers,
    settings: createSourceSettings({ fleet, checkouts, clock }),
    snippets: createCodeSnippets({ fleet, checkouts, redactText }),
    clock,
    newId: kedge.newId,
    redactText,
    decided: recordsAsked(parts),
  });
}
