import { scanUnknown, standingOf, type StackStanding } from '#domain/fleet/stack-standing.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import type { Scan, Stack } from '../schema/stacks.ts';

export function stackItem(standing: StackStanding, snapshot: FleetSnapshot, scanning: boolean): Stack {
  const { status, unknown } = standingOf(standing);
  const { lastScan, schedule } = standing;
  return {
    source: standing.source,
    stack: standing.stack,
    path: standing.path,
    owner: standing.owner,
    team: standing.team,
    channel: standing.channel ?? standing.sourceChannel,
    status,
    unknown: unknown === null ? null : { ...unknown },
    stale: standing.staleSince !== null,
    scanning,
    last_scan_at: lastScan?.at ?? standing.lastTriedAt,
    last_good_scan_at: standing.lastGoodAt,
    next_scan_at: standing.nextRunAt,
    last_duration_ms: standing.lastDurationMs ?? lastScan?.durationMs ?? null,
    resources_read: lastScan?.resourcesRead ?? 0,
    open: { ...snapshot.open(standing) },
    schedule: schedule.cron,
    time_zone: schedule.timeZone,
  };
}

export const scanItem = (scan: ScanSummary): Scan => ({
  id: scan.id,
  at: scan.at,
  status: scan.status,
  unknown: scan.status === 'unknown' ? { ...scanUnknown(scan) } : null,
  found: scan.found,
  reported: scan.reported,
  suppressed: scan.suppressed,
  drift: scan.drift,
  resources_read: scan.resourcesRead,
  duration_ms: scan.durationMs,
  way: scan.way,
  commit: scan.evidence?.commit ?? null,
  serial: scan.evidence?.serial ?? null,
});
