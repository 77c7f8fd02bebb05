import { SEVERITIES, type Severity } from '../drift/severity.ts';
import type { ScanSummary } from '../drift/life/scan-record.ts';
import { compareText } from '../drift/order.ts';
import { UNKNOWN_MEANING, UNKNOWN_REASONS } from '../drift/stack-status.ts';
import type { FleetStack } from './fleet-stack.ts';

/** Worst first. A stack that was never scanned is none of the others. */
export const STANDINGS = ['drifted', 'unknown', 'never', 'in_sync'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A stack of the fleet and the last scan of it that memory took in. */
export interface StackStanding extends FleetStack {
  readonly lastScan: ScanSummary | null;
  /** Where its notices go when its kedge.yaml names no channel. */
  readonly sourceChannel: string | null;
}

/** Why nobody can tell how a stack stands. */
export interface StandingUnknown {
  readonly code: string;
  readonly text: string;
  readonly next: string;
}

/** How a stack stands. A stale one is unknown, whatever its last scan said: that was too long ago. */
export function standingOf({ lastScan, staleSince, lastGoodAt }: StackStanding): {
  readonly status: Standing;
  readonly unknown: StandingUnknown | null;
} {
  if (staleSince !== null) return { status: 'unknown', unknown: staleUnknown(lastGoodAt) };
  if (lastScan === null) return { status: 'never', unknown: null };
  if (lastScan.status !== 'unknown') return { status: lastScan.status, unknown: null };
  return { status: 'unknown', unknown: scanUnknown(lastScan) };
}

const staleUnknown = (lastGoodAt: string | null): StandingUnknown => ({
  code: 'stale',
  text:
    lastGoodAt === null
      ? 'no scan has ever read all of it'
      : `no scan has read all of it since ${lastGoodAt}`,
  next: 'Look at its last scans and at its schedule, and start a scan.',
});

/** In words, also where a newer Kedge has written a reason that this one does not know. */
export function scanUnknown({
  unknown,
  unknownText,
}: Pick<ScanSummary, 'unknown' | 'unknownText'>): StandingUnknown {
  const reason = UNKNOWN_REASONS.find((known) => known === unknown) ?? 'internal';
  const { what, next } = UNKNOWN_MEANING[reason];
  return { code: unknown ?? reason, text: unknownText ?? what, next };
}

export type OpenCounts = Readonly<Record<Severity, number>>;

export const NOTHING_OPEN: OpenCounts = { critical: 0, high: 0, medium: 0, low: 0 };

/** What the order of stacks is told by. */
export interface OrderedStack {
  readonly source: string;
  readonly stack: string;
  readonly status: Standing;
  readonly open: OpenCounts;
}

/** Drifted, unknown, never scanned, in sync; among equals one critical difference is worse than ten high ones. */
export function compareStandings(a: OrderedStack, b: OrderedStack): number {
  const byStatus = STANDINGS.indexOf(a.status) - STANDINGS.indexOf(b.status);
  if (byStatus !== 0) return byStatus;
  for (const severity of SEVERITIES) {
    const order = b.open[severity] - a.open[severity];
    if (order !== 0) return order;
  }
  return compareText(a.source, b.source) || compareText(a.stack, b.stack);
}
