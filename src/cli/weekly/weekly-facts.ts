import type { Decision } from '#domain/decision/decision.ts';
import type { AttentionContext } from '#domain/drift/life/attention.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftFigures } from '#domain/drift/life/drift-figures.ts';
import type { ObjectiveVerdict } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { StackMemory } from '#ports/memory.ts';

/** What a report of some days is made of, as memory gives it. */
export interface WeeklyFacts {
  /** Since the first of the days. */
  readonly events: readonly DriftEvent[];
  /** Since the first of the days. */
  readonly scans: readonly ScanSummary[];
  /** Made since the first of the days. */
  readonly decisions: readonly Decision[];
  /** All that are not closed, and those closed ones that the events speak of. */
  readonly records: readonly DriftRecord[];
  readonly stacks: readonly StackMemory[];
  readonly figures: DriftFigures;
  readonly verdicts: readonly ObjectiveVerdict[];
  /** `decisions` in it: those in force, by id. */
  readonly attention: AttentionContext;
}
