import type { StackReport } from '#domain/drift/report.ts';
import type { EngineProgress } from './engine.ts';

/** Hears how a scan goes on, to show it. It must not throw and cannot change the outcome. */
export interface ScanObserver {
  readonly started: (stack: string) => void;
  readonly progressed: (stack: string, progress: EngineProgress) => void;
  readonly finished: (report: StackReport) => void;
}
