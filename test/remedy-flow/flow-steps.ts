import { expect } from 'vitest';
import { Report } from '#domain/drift/report.ts';
import type { KedgeRun } from '#test/run-kedge.ts';
import type { Flow, KedgeOptions } from './flow-fixture.ts';

/** What `kedge drift list --json` tells of one difference, as far as tests ask. */
export interface ListedDrift {
  readonly fingerprint: string;
  readonly stack: string;
  readonly state: string;
  readonly decision: string | null;
  readonly times_reopened: number;
  readonly attention: readonly { readonly kind: string }[];
  readonly difference: {
    readonly address: string;
    readonly path: string;
    readonly class: string;
    readonly reality: Readonly<Record<string, unknown>>;
  };
}

/** What `kedge drift show ID --json` tells. */
export interface ShownLife extends Omit<ListedDrift, 'decision'> {
  readonly decision: {
    readonly id: string;
    readonly kind: string;
    readonly in_force: boolean;
    readonly record: string | null;
  } | null;
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly actor: string | null;
    readonly text: string;
    readonly evidence: Readonly<Record<string, unknown>>;
  }[];
}

export interface Scanned {
  readonly exitCode: number | null;
  readonly report: Report;
  /** `CLASS ADDRESS PATH`, one a difference that is reported. */
  readonly lines: readonly string[];
}

/** `kedge ARGS`; the test fails with what it said when it ends with anything else. */
export async function expectKedge(
  flow: Flow,
  exitCode: number,
  args: readonly string[],
  options?: KedgeOptions,
): Promise<KedgeRun> {
  const run = await flow.kedge(args, options);
  expect(run.exitCode, `kedge ${args.join(' ')}\n${run.stdout}\n${run.stderr}`).toBe(exitCode);
  return run;
}

export async function scan(flow: Flow, options?: KedgeOptions): Promise<Scanned> {
  const run = await flow.kedge(['scan', '--json', '-q'], options);
  expect([0, 2, 3], run.stderr).toContain(run.exitCode);
  const report = Report.parse(JSON.parse(run.stdout));
  const lines = report.stacks.flatMap((stack) =>
    stack.differences.map((each) => `${each.class} ${each.address} ${each.path}`.trim()),
  );
  return { exitCode: run.exitCode, report, lines };
}

/** Every difference that memory knows. */
export async function allDrift(flow: Flow, options?: KedgeOptions): Promise<readonly ListedDrift[]> {
  const { stdout } = await expectKedge(flow, 0, ['drift', 'list', '--all', '--json'], options);
  return (JSON.parse(stdout) as { readonly differences: readonly ListedDrift[] }).differences;
}

/** `STATE CLASS ADDRESS PATH`, sorted. */
export async function states(flow: Flow, options?: KedgeOptions): Promise<readonly string[]> {
  return (await allDrift(flow, options))
    .map(({ state, difference }) =>
      `${state} ${difference.class} ${difference.address} ${difference.path}`.trim(),
    )
    .toSorted();
}

export async function life(flow: Flow, id: string, options?: KedgeOptions): Promise<ShownLife> {
  const { stdout } = await expectKedge(flow, 0, ['drift', 'show', id, '--json'], options);
  return JSON.parse(stdout) as ShownLife;
}

/** What happened to a difference, in order. */
export const kindsOf = ({ timeline }: ShownLife): readonly string[] => timeline.map(({ kind }) => kind);

/** Scans and gives the fingerprint of the one difference at the place, written `ADDRESS PATH`. */
export async function foundAt(flow: Flow, place: string): Promise<string> {
  const { report } = await scan(flow);
  const found = report.stacks
    .flatMap(({ differences }) => differences)
    .filter(({ address, path }) => `${address} ${path}`.trim() === place);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} differences at ${place}`);
  return one.fingerprint;
}

export async function expectAuditHolds(flow: Flow, options?: KedgeOptions): Promise<void> {
  await expectKedge(flow, 0, ['audit', 'verify'], options);
}

/** The codes of why a fix was refused, sorted. */
export function refusalCodes({ stdout }: KedgeRun): readonly string[] {
  const told = JSON.parse(stdout) as {
    readonly fixes: readonly { readonly refusals?: readonly { readonly code: string }[] }[];
  };
  return told.fixes.flatMap(({ refusals = [] }) => refusals.map(({ code }) => code)).toSorted();
}
