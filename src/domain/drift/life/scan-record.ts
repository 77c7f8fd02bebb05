import type { StackEvidence, StackReport } from '../report.ts';

/** One scan of one stack, as memory takes it in. */
export interface StackScan {
  /** Unique: taking the same scan in twice changes nothing. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly report: StackReport;
}

/** What is kept of a scan. */
export interface ScanSummary {
  readonly id: string;
  readonly stack: string;
  readonly at: string;
  readonly status: StackReport['status'];
  /** The code of the reason when it is unknown. */
  readonly unknown: string | null;
  /** What the scan said about it; redacted. */
  readonly unknownText: string | null;
  readonly found: number;
  readonly reported: number;
  readonly suppressed: number;
  /** Differences that count as drift. */
  readonly drift: number;
  readonly resourcesRead: number;
  /** The world as the scan met it; null: the scan did not say. */
  readonly evidence: StackEvidence | null;
  readonly durationMs: number | null;
  readonly way: 'fast' | 'bare' | null;
}
