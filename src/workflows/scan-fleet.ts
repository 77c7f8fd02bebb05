import type { Report, StackReport } from '#domain/drift/report.ts';
import { buildReport } from '#domain/drift/build-report.ts';
import type { ScanObserver } from '#ports/scan-observer.ts';
import { scanStack, type ScanDependencies, type ScanTarget } from './scan-stack.ts';

export interface FleetOptions {
  readonly concurrency: number;
  readonly toolVersion: string;
}

/**
 * Scans many stacks, `concurrency` at a time. Each stack ends in its own report whatever happens to the others, and
 * the order of the result depends on what was found, never on who was fastest.
 */
export async function scanFleet(
  targets: readonly ScanTarget[],
  deps: ScanDependencies,
  options: FleetOptions,
  observer: ScanObserver,
  signal: AbortSignal,
): Promise<Report> {
  const startedAt = deps.clock.now().toISOString();
  const reports: StackReport[] = [];
  const waiting = targets.values();
  const worker = async (): Promise<void> => {
    for (const target of waiting) {
      observer.started(target.id);
      const report = await scanStack(
        target,
        deps,
        (progress) => observer.progressed(target.id, progress),
        signal,
      );
      reports.push(report);
      observer.finished(report);
    }
  };
  const workers = Math.max(1, Math.min(options.concurrency, targets.length));
  await Promise.all(Array.from({ length: workers }, worker));
  return buildReport(reports, { toolVersion: options.toolVersion, scannedAt: startedAt });
}
