import type { Report } from '#domain/drift/report.ts';

/** What commands end with. Documented in docs/scan.md, docs/remedy.md, docs/judge.md and docs/changes.md. */
export const EXIT = {
  inSync: 0,
  error: 1,
  drift: 2,
  /** Nothing drifted, but something could not be read. Never taken for green. */
  unknown: 3,
  /** `kedge decide`, `approve`, `fix` and `change`: nothing of it, or not all of it, was done, and why is said. */
  refused: 4,
  /** `kedge drift slo`: an objective is missed. */
  missed: 5,
  /** 128 + SIGINT, as shells report it. */
  interrupted: 130,
} as const;

/** `kedge drift slo`. */
export const SLO_EXIT = { met: EXIT.inSync, missed: EXIT.missed, no_data: EXIT.unknown } as const;

export const EXIT_STYLES = ['kedge', 'terraform', 'driftctl', 'none'] as const;
export type ExitStyle = (typeof EXIT_STYLES)[number];

type Verdict = 'in_sync' | 'drift' | 'unknown';

/**
 * kedge: 0, 2, 3. terraform (`plan -detailed-exitcode`): 0, 2, and 1 for what could not be read. driftctl: 0, 1 drift,
 * 2 error. none: always 0 after a scan that ran, for pipelines that read the report.
 */
const CODES: Readonly<Record<ExitStyle, Readonly<Record<Verdict, number>>>> = {
  kedge: { in_sync: EXIT.inSync, drift: EXIT.drift, unknown: EXIT.unknown },
  terraform: { in_sync: 0, drift: 2, unknown: 1 },
  driftctl: { in_sync: 0, drift: 1, unknown: 2 },
  none: { in_sync: 0, drift: 0, unknown: 0 },
};

export function exitCodeFor(report: Report, style: ExitStyle): number {
  const { drifted, unknown } = report.summary.stacks;
  const verdict: Verdict = drifted > 0 ? 'drift' : unknown > 0 ? 'unknown' : 'in_sync';
  return CODES[style][verdict];
}
