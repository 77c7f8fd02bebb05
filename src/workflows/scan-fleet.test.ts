import { describe, expect, it } from 'vitest';
import { severityRulesOf } from '#domain/policy/all-severity-rules.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import type { Engine, PlanOutcome } from '#ports/engine.ts';
import type { StackReport } from '#domain/drift/report.ts';
import { planJson, type PlanParts } from '#test/plan-builder.ts';
import { scanFleet } from './scan-fleet.ts';
import type { ScanDependencies, ScanTarget } from './scan-stack.ts';

const about = {
  engine: { name: 'terraform', version: '1.11.4', binary: '/bin/terraform' },
  workspace: 'default',
  resourcesRead: 3,
  warnings: [],
  way: null,
} as const;
const changed = (parts: PlanParts, resourcesRead = 3): PlanOutcome => ({
  ...about,
  kind: 'changed',
  resourcesRead,
  planJson: JSON.stringify(planJson(parts)),
  state: { lineage: 'f0e1', serial: 7 },
});
const inState = (count: number): NonNullable<PlanParts['state']> =>
  Array.from({ length: count }, (_, i) => ({ address: `a.s${i}`, type: 'a', values: {} }));

type Behaviour = PlanOutcome | Error | ((signal: AbortSignal) => Promise<PlanOutcome>);

function dependencies(behaviours: Readonly<Record<string, Behaviour>>): ScanDependencies {
  const plan: Engine['plan'] = async (stack, _progress, signal) => {
    const behaviour = behaviours[stack.id];
    if (behaviour === undefined) throw new Error(`no behaviour for ${stack.id}`);
    if (behaviour instanceof Error) throw behaviour;
    return typeof behaviour === 'function' ? behaviour(signal) : behaviour;
  };
  return {
    engine: { plan, find: () => Promise.reject(new Error('not asked')) },
    code: {
      modulesBelow: () => Promise.resolve([]),
      readTree: () => Promise.resolve({ moves: [], locate: () => null }),
    },
    redactor: createRedactor(new Uint8Array(32)),
    clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    repository: { find: () => Promise.resolve(null), changedFiles: () => Promise.resolve([]) },
  };
}

const target = (id: string): ScanTarget => ({
  id,
  path: id,
  root: '/r',
  owner: null,
  stack: {
    id,
    folder: `/r/${id}`,
    engine: 'terraform',
    binary: null,
    workspace: null,
    varFiles: [],
    backendConfig: [],
    lock: false,
    timeoutMs: 1000,
    allowEnv: [],
    providerMirror: null,
    fast: 'off',
  },
  policy: {
    ignore: [],
    warnings: [],
    severity: severityRulesOf([]),
    counted: ['conflict', 'deleted', 'output_effect'],
    disabledRules: [],
    accepted: [],
  },
});

async function scan(
  behaviours: Readonly<Record<string, Behaviour>>,
  concurrency = 2,
): Promise<readonly StackReport[]> {
  const observer = { started: () => {}, progressed: () => {}, finished: () => {} };
  const report = await scanFleet(
    Object.keys(behaviours).map(target),
    dependencies(behaviours),
    { concurrency, toolVersion: '0' },
    observer,
    new AbortController().signal,
  );
  return report.stacks;
}

const status = (reports: readonly StackReport[]): readonly string[] =>
  reports.map((report) => `${report.id} ${report.status} ${report.unknown?.code ?? ''}`.trim());

const drift: PlanParts = {
  drift: [{ address: 'a.x', actions: ['update'], before: { n: 1 }, after: { n: 2 } }],
  changes: [{ address: 'a.x', actions: ['update'], before: { n: 2 }, after: { n: 1 } }],
};

describe('a scan of one stack', () => {
  it('is in sync when the plan says that nothing differs', async () => {
    const [report] = await scan({ a: { ...about, kind: 'unchanged' } });
    expect(report).toMatchObject({ status: 'in_sync', resources_read: 3, unknown: null });
  });

  it('is unknown, never in sync, when fewer resources were read than the state holds', async () => {
    const reports = await scan({ a: changed({ state: inState(5) }, 3) });
    expect(status(reports)).toEqual(['a unknown incomplete']);
    expect(reports[0]?.unknown?.detail).toBe('3 of 5 resources in the state were read.');
  });

  it('is unknown when the plan was targeted, deferred or ended with an error, and still lists what it saw', async () => {
    for (const extra of [{ complete: false }, { deferred_changes: [{}] }, { errored: true }]) {
      const [report] = await scan({ a: changed({ ...drift, extra }) });
      expect([report?.status, report?.differences.length], JSON.stringify(extra)).toEqual(['unknown', 1]);
    }
  });

  it('is unknown when the state is empty and the code is not: the wrong workspace looks like that', async () => {
    expect(
      status(await scan({ a: changed({ changes: [{ address: 'a.x', actions: ['create'], after: {} }] }) })),
    ).toEqual(['a unknown empty_state']);
  });

  it('is unknown when the plan cannot be read', async () => {
    expect(status(await scan({ a: { ...changed({}), planJson: 'Error: no' } as PlanOutcome }))).toEqual([
      'a unknown bad_plan',
    ]);
  });

  it('redacts what the engine says', async () => {
    const detail = 'Error: login failed with password=hunter2-hunter2';
    const [report] = await scan({
      a: { ...about, kind: 'unknown', reason: 'plan_errored', detail, missingAction: null },
    });
    expect(report?.unknown?.detail).not.toContain('hunter2');
  });
});

describe('a scan of many stacks', () => {
  it('reports each by itself although one fails in a way nobody foresaw', async () => {
    const reports = await scan({
      green: { ...about, kind: 'unchanged' },
      broken: new Error('the disk is gone'),
      drifted: changed(drift),
    });
    expect(status(reports)).toEqual(['drifted drifted', 'broken unknown internal', 'green in_sync']);
    expect(reports[1]?.unknown?.detail).toBe('the disk is gone');
  });

  it('does not let a slow stack hold up the others', async () => {
    let release = (): void => {};
    const order: string[] = [];
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fast = (id: string) => (): Promise<PlanOutcome> => {
      order.push(id);
      if (order.length === 3) release();
      return Promise.resolve({ ...about, kind: 'unchanged' });
    };
    const reports = await scan({
      slow: () => slow.then(() => ({ ...about, kind: 'unchanged' })),
      b: fast('b'),
      c: fast('c'),
      d: fast('d'),
    });
    expect(order).toEqual(['b', 'c', 'd']);
    expect(status(reports)).toEqual(['b in_sync', 'c in_sync', 'd in_sync', 'slow in_sync']);
  });

  it('runs no more at once than it may', async () => {
    let running = 0;
    let most = 0;
    const busy = async (): Promise<PlanOutcome> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { ...about, kind: 'unchanged' };
    };
    await scan(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`s${i}`, busy])), 3);
    expect(most).toBe(3);
  });
});
