import type { ScanSummary } from '../drift/life/scan-record.ts';
import type { Contamination } from '../release/contamination.ts';
import type { Change } from './change.ts';

/** What else may have happened while a watch ran. */
export interface Surroundings {
  /** Scans since the watch began. */
  readonly scans: readonly ScanSummary[];
  /** Fixes that touched a stack since then: a revert of drift is a change, too. */
  readonly fixes: readonly {
    readonly stack: string;
    readonly startedAt: string;
    readonly endedAt: string | null;
  }[];
  /** Changes that were live at any time since then. */
  readonly changes: readonly Change[];
}

/** What of it makes a verdict worthless, because nobody could tell what caused what. */
export function contaminationsIn(
  { id, declaration }: Change,
  { startMs, asOfMs }: { readonly startMs: number; readonly asOfMs: number },
  { scans, fixes, changes }: Surroundings,
): readonly Contamination[] {
  const { stacks, services, controlServices } = declaration;
  const inside = (fromMs: number, toMs: number): boolean => fromMs < asOfMs && toMs > startMs;
  const found: Contamination[] = [];
  for (const stack of new Set(stacks)) {
    const drifted = scans
      .filter((scan) => scan.stack === stack && scan.drift > 0)
      .map(({ at }) => Date.parse(at))
      .filter((at) => at >= startMs && at < asOfMs);
    if (drifted.length > 0) {
      // A scan sees it some time after it happened; what lies before is not known to be clean.
      found.push({ fromMs: startMs, toMs: Math.max(...drifted) + 1, what: `the stack ${stack} drifted` });
    }
  }
  for (const fix of fixes) {
    const [from, to] = [Date.parse(fix.startedAt), fix.endedAt === null ? asOfMs : Date.parse(fix.endedAt)];
    if (stacks.includes(fix.stack) && inside(from, to + 1)) {
      found.push({
        fromMs: Math.max(from, startMs),
        toMs: Math.min(to + 1, asOfMs),
        what: `a fix of drift changed the stack ${fix.stack}`,
      });
    }
  }
  for (const other of changes) {
    if (other.id === id || other.startedAt === null) continue;
    const [from, to] = [
      Date.parse(other.startedAt),
      other.closedAt === null ? asOfMs : Date.parse(other.closedAt),
    ];
    if (!inside(from, to)) continue;
    const touched = [
      ...other.declaration.services
        .filter((service) => controlServices.includes(service))
        .map((service) => `the control ${service} was touched`),
      ...other.declaration.services
        .filter((service) => services.includes(service))
        .map((service) => `another change ran on the service ${service}`),
      ...other.declaration.stacks
        .filter((stack) => stacks.includes(stack))
        .map((stack) => `another change ran on the stack ${stack}`),
    ];
    found.push(
      ...touched.map((what) => ({
        fromMs: Math.max(from, startMs),
        toMs: Math.min(to, asOfMs),
        what: `${what} (${other.id})`,
      })),
    );
  }
  return found;
}
