import type { Difference, StackReport } from '#domain/drift/report.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import { judgeFreshRead, type ActedPlace } from '#domain/remedy/judge-fresh-read.ts';
import type { FixDependencies, FixObserver, FixRequest, FixResult } from './fix-request.ts';
import { endRun } from './fix-steps.ts';
import { rememberReport } from './remember-scan.ts';
import { scanStack } from './scan-stack.ts';
import { takenOver } from './taken-over.ts';

/** How the apply ended, as far as that is known. */
export interface Applied {
  /** A sentence; redacted. */
  readonly said: string;
  readonly whole: boolean;
}

/**
 * The fresh read after an apply. Only what it does not show any more is verified; the rest is open again with what was
 * seen. When the read cannot be made nothing is said, and the run stays open.
 */
export async function verifyFix(
  request: FixRequest,
  run: FixRun,
  applied: Applied,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<FixResult> {
  observer.phase('reading again');
  const { target } = request;
  const report = await scanStack(
    { ...target, stack: { ...target.stack, fast: 'off' } },
    deps,
    observer.reading,
    signal,
  );
  const verdict = judgeFreshRead(report, request.subjects.map(place));
  if (verdict.kind === 'unknown') return { kind: 'unverified', run: run.id, detail: verdict.why };
  const scan = { id: deps.newId(), at: deps.clock.now().toISOString() };
  const left = [...verdict.seen.values()].flat();
  // What the read was not asked about is not verified by it.
  const isClean = (fingerprint: string): boolean => verdict.seen.get(fingerprint)?.length === 0;
  const clean = run.fingerprints.every(isClean);
  const text = clean
    ? `${applied.said} A fresh read of ${report.resources_read} resources is clean.`
    : `${applied.said} A fresh read still shows ${left.length === 1 ? 'a difference' : `${left.length} differences`}.`;
  const ended = await endRun(
    request,
    run,
    {
      outcome: clean ? 'verified' : applied.whole ? 'not_verified' : 'failed',
      text,
      mark: (fingerprint) =>
        isClean(fingerprint)
          ? { action: 'verify', event: 'verified', text: cleanText(report) }
          : { action: 'give_up', event: 'not_verified', text: `${applied.said} It is still there.` },
      evidence: { scan: scan.id, resources_read: report.resources_read },
    },
    deps,
  );
  if (!ended) return takenOver(run);
  await rememberReport({ ...scan, report }, deps.memory, deps.flapping);
  return clean
    ? { kind: 'verified', run: run.id, report }
    : notVerified(run, left, applied.whole ? null : applied.said);
}

const place = ({ record, subject }: FixRequest['subjects'][number]): ActedPlace => ({
  fingerprint: record.fingerprint,
  aliases: record.aliases,
  address: subject.address,
  path: subject.path,
});

const cleanText = (report: StackReport): string =>
  `A fresh read of ${report.resources_read} resources does not show it any more.`;

const notVerified = (run: FixRun, seen: readonly Difference[], detail: string | null): FixResult => ({
  kind: 'not_verified',
  run: run.id,
  seen,
  detail,
});
