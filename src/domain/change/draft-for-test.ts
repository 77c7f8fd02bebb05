import type { Draft } from './declare.ts';
import { declare } from './declare.ts';
import type { Declaration, DeclaredMetric } from './declaration.ts';
import type { Change } from './change.ts';
import { declarationDigest } from './declaration-digest.ts';

const metric = (name: string): DeclaredMetric => ({
  name,
  kind: name === 'error_rate' ? 'count' : 'ratio',
  worse: 'higher',
  tolerance: 0.05,
  mustDetect: 0.2,
  baseline: 'previous_days',
  release: { source: 'file', settings: { file: 'metrics.csv', metric: name } },
  control: null,
  peers: [],
});

export const command = (...argv: string[]): { argv: string[]; timeoutMs: number; env: string[] } => ({
  argv,
  timeoutMs: 60_000,
  env: [],
});

/** A draft that can be declared, for tests that take something from it. */
export const draft = (over: Partial<Draft> = {}): Draft => ({
  id: 'checkout-42',
  title: 'Checkout 42',
  why: null,
  owners: ['Ana Diaz <ana@example.com>'],
  channels: ['#checkout'],
  stacks: [],
  services: ['checkout'],
  controlServices: [],
  stopConditions: [{ kind: 'metrics', id: 'errors', when: 'error_rate.now > 0.05' }],
  hardLimits: [],
  checks: [],
  rollout: [
    {
      name: 'everything',
      reach: { kind: 'percent', percent: 100 },
      run: command('deploy', '42'),
      idempotent: true,
      gate: { atLeastMs: 0, blocks: 0, conditions: [], manual: false },
    },
  ],
  rollback: {
    does: { kind: 'command', command: command('deploy', '41') },
    dry: null,
    verify: command('version', '41'),
    metricsBackWithinMs: null,
  },
  revertOn: ['regression', 'stop_condition', 'hard_limit', 'person'],
  metrics: ['p95_latency', 'error_rate', 'cost_per_request'].map(metric),
  watch: {
    durationMs: 24 * 3_600_000,
    shorterBecause: null,
    blockMs: 300_000,
    settleMs: 120_000,
    familyAlpha: 0.05,
    historyDays: 60,
    answerWithinMs: 1_800_000,
  },
  ...over,
});

export function declaration(over: Partial<Draft> = {}): Declaration {
  const declared = declare(draft(over));
  if ('faults' in declared) throw new Error(declared.faults.map(({ sentence }) => sentence).join(' '));
  return declared.declaration;
}

/** A change as it is when it was just opened. */
export function openedChange(of: Declaration = declaration(), over: Partial<Change> = {}): Change {
  return {
    id: of.id,
    declaration: of,
    digest: declarationDigest(of),
    file: `changes/${of.id}.yaml`,
    commit: null,
    state: 'draft',
    openedAt: '2026-03-01T09:00:00.000Z',
    openedBy: 'Ana Diaz <ana@example.com>',
    updatedAt: '2026-03-01T09:00:00.000Z',
    startedAt: null,
    closedAt: null,
    approvals: [],
    checks: null,
    rollbackTried: null,
    steps: [],
    hold: null,
    watch: null,
    verdict: null,
    settling: null,
    rollback: null,
    records: [],
    attempt: 0,
    holder: null,
    ...over,
  };
}
