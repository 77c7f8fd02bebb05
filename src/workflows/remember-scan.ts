import type { FlapSettings } from '#domain/drift/life/flapping.ts';
import { followScan, type ScanFollowed } from '#domain/drift/life/follow-scan.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { isClosed } from '#domain/drift/life/drift-state.ts';
import type { ScanSummary, StackScan } from '#domain/drift/life/scan-record.ts';
import type { Report, StackReport } from '#domain/drift/report.ts';
import type { Memory, MemoryChange } from '#ports/memory.ts';
import { settleDecisions } from './settle-decisions.ts';

/** A scan of one or many stacks, as it was left for memory. */
export interface TakenScan {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly report: Report;
}

/** Takes a scan into memory, stack by stack; what was taken in already changes nothing. */
export async function rememberScan(
  scan: TakenScan,
  memory: Memory,
  settings: FlapSettings,
): Promise<{ readonly endedDecisions: readonly string[] }> {
  const ended: string[] = [];
  for (const report of scan.report.stacks) {
    const remembered = await rememberReport({ ...scan, report }, memory, settings);
    ended.push(...remembered.endedDecisions);
  }
  return { endedDecisions: ended };
}

/** Takes the report of one stack in. Decisions that it ended come back: their records are due. */
export async function rememberReport(
  scan: StackScan,
  memory: Memory,
  settings: FlapSettings,
): Promise<{ readonly endedDecisions: readonly string[] }> {
  const { report } = scan;
  const id = `${scan.id}/${report.id}`;
  return memory.change(async (change) => {
    if (await change.hasScan(id)) return { endedDecisions: [] };
    const known = await change.driftOfStack(report.id);
    const stack = await change.findStack(report.id);
    const newest = stack?.lastScan?.at ?? null;
    const followed = followScan(known, stack?.moves ?? [], { ...scan, id }, settings, newest);
    const before = stack?.lastScan?.evidence ?? null;
    const summary = summaryOf(id, scan.at, report, before);
    await change.saveStack({
      stack: report.id,
      path: report.path,
      owner: report.owner,
      lastScan: newer(stack?.lastScan ?? null, summary),
      moves: followed.moves,
    });
    await change.addScan(summary);
    await change.saveDrift(followed.records);
    await change.addEvents(followed.events);
    await auditClosings(change, known, followed.records, scan);
    return { endedDecisions: await settleDecisions(change, decisionsOf(known, followed)) };
  });
}

/** What a scan ends without anybody's act is written down like an act: it is how a difference left the list. */
async function auditClosings(
  change: MemoryChange,
  known: readonly DriftRecord[],
  records: readonly DriftRecord[],
  scan: StackScan,
): Promise<void> {
  const before = new Map(known.map((record) => [record.fingerprint, record.state]));
  for (const record of records) {
    const earlier = before.get(record.fingerprint);
    if (!isClosed(record.state) || earlier === undefined || isClosed(earlier)) continue;
    await change.appendAudit({
      at: scan.at,
      actor: 'kedge scan',
      action: `drift.${record.state}`,
      subject: record.fingerprint,
      details: { stack: record.stack, scan: scan.id, was: earlier, address: record.difference.address },
    });
  }
}

/** The decisions that hold no longer for one of their differences. */
function decisionsOf(known: readonly DriftRecord[], { records, voided }: ScanFollowed): readonly string[] {
  const closed = new Set(
    records.filter(({ state }) => isClosed(state)).map(({ fingerprint }) => fingerprint),
  );
  return [
    ...voided.map(({ decision }) => decision),
    ...known.flatMap(({ fingerprint, decision }) =>
      closed.has(fingerprint) && decision !== null ? [decision] : [],
    ),
  ];
}

const newer = (a: ScanSummary | null, b: ScanSummary): ScanSummary => (a !== null && a.at > b.at ? a : b);

/** A scan that read nothing does not void what the one before it saw: its differences are still those that stand. */
function summaryOf(
  id: string,
  at: string,
  report: StackReport,
  before: ScanSummary['evidence'],
): ScanSummary {
  return {
    id,
    stack: report.id,
    at,
    status: report.status,
    unknown: report.unknown?.code ?? null,
    unknownText: report.unknown?.sentence ?? null,
    found: report.totals.found,
    reported: report.totals.reported,
    suppressed: report.totals.found - report.totals.reported,
    drift: report.differences.filter((difference) => difference.drift).length,
    resourcesRead: report.resources_read,
    evidence: report.evidence ?? before,
    durationMs: report.duration_ms === undefined ? null : Math.round(report.duration_ms),
    way: report.way?.used ?? null,
  };
}
