import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { FleetStack } from '#domain/fleet/fleet-stack.ts';
import { rememberReport } from '../remember-scan.ts';
import type { ScheduleDependencies } from './run-schedule.ts';
import { unknownReport } from './unknown-report.ts';

/**
 * A stack that nobody has read for too long is unknown, whatever it was: that nothing is heard is no evidence. Memory
 * is told so, and with it everybody who shows the stack; who is called about it is for those who tend notices. False: somebody else has marked it, or it was read meanwhile.
 */
export async function markStale(
  stack: FleetStack,
  since: string,
  { fleet, clock, redactor }: ScheduleDependencies,
): Promise<boolean> {
  const memory = await fleet.memoryOf(stack.source);
  if (memory === null) return false;
  const at = clock.now().toISOString();
  const detail =
    stack.lastGoodAt === null
      ? `It was never read since it was added at ${stack.addedAt}.`
      : `It was read last at ${stack.lastGoodAt}, and ${stack.schedule.staleAfter} scans were due since.`;
  const report = unknownReport(stack, { code: 'stale', detail }, redactor);
  // Memory first, under a name that says it once: killed in between, the next look says it again to no effect.
  await rememberReport({ id: `stale-${stack.source}-${since}`, at, report }, memory, DEFAULT_FLAPPING);
  if (!(await fleet.markStale(stack, since))) return false;
  await fleet.announce([{ at, kind: 'stale', source: stack.source, stack: stack.stack, subject: since }]);
  return true;
}
