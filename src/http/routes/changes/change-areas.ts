import type { ChangeReads } from '#ports/change-reads.ts';
import type { Clock } from '#ports/clock.ts';
import type { DeclarationReader } from '#ports/declaration-reader.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import type { FleetWordDependencies } from '#workflows/fleet/say-for-fleet.ts';
import type { Area } from '../../api.ts';
import { changeActsArea } from './change-acts-area.ts';
import { changeListsArea } from './change-lists-area.ts';
import { oneChangeArea } from './one-change-area.ts';

/** What the routes over changes work with. */
export interface ChangeRoutes {
  readonly fleet: Pick<Fleet, 'sources' | 'findSource' | 'findStack' | 'memoryOf' | 'changeFiles' | 'stacks'>;
  readonly reads: ChangeReads;
  readonly queue: Pick<WorkQueue, 'submit'>;
  readonly declarations: Pick<DeclarationReader, 'parse'>;
  readonly words: FleetWordDependencies;
  /** The time that changes tell. */
  readonly time: Clock;
}

/** What is named by a word comes before what is named by an id. */
export const changeAreas = (deps: ChangeRoutes): readonly Area[] =>
  [changeListsArea, changeActsArea, oneChangeArea].map((area) => area(deps));
