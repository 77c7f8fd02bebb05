import { describe, expect, it } from 'vitest';
import { buildReport } from '#domain/drift/build-report.ts';
import type { Difference, StackReport } from '#domain/drift/report.ts';
import { checkFindings } from './check-findings.ts';
import { PLANTED_CHANGES } from './planted-changes.ts';

const difference = (changes: Partial<Difference>): Difference => ({
  fingerprint: 'f',
  class: 'conflict',
  drift: true,
  severity: 'high',
  address: 'a.b',
  previous_address: null,
  resource_type: 'a',
  resource_name: 'b',
  module: '',
  provider: '',
  path: '',
  change: 'changed',
  intent: { kind: 'unset' },
  memory: { kind: 'absent' },
  reality: { kind: 'absent' },
  document_changes: [],
  code: null,
  rules: [],
  notes: [],
  ...changes,
});

const stack = (differences: readonly Difference[], changes: Partial<StackReport> = {}): StackReport => ({
  id: 'shop',
  path: '.',
  workspace: 'default',
  owner: null,
  engine: null,
  status: 'drifted',
  unknown: null,
  resources_read: 8,
  totals: { found: differences.length, reported: differences.length, suppressed: [] },
  differences: [...differences],
  suppressed: [],
  moves: [],
  warnings: [],
  ...changes,
});

const reportOf = (...stacks: readonly StackReport[]) =>
  buildReport(stacks, { toolVersion: '0', scannedAt: '' });
const check = (...differences: readonly Difference[]) =>
  checkFindings(reportOf(stack(differences)), PLANTED_CHANGES);

/** As the scan words them: an element of a set, a key of a map. */
const all = PLANTED_CHANGES.map(({ expected }) =>
  difference({
    ...expected,
    path: { ingress: 'ingress[1]', tags: 'tags["owner"]' }[expected.path] ?? expected.path,
  }),
);

describe('the findings of the demo', () => {
  it('are right when each planted change has its one difference', () => {
    expect(check(...all)).toEqual([]);
  });

  it('are wrong when one is missed, and it is named', () => {
    const wrong = check(...all.slice(1));
    expect(wrong).toEqual([
      expect.stringContaining('missed: conflict aws_cloudwatch_metric_alarm.error_rate threshold'),
    ]);
  });

  it('are wrong when something is reported that nobody changed', () => {
    const wrong = check(...all, difference({ address: 'aws_s3_bucket.receipts', path: 'acl' }));
    expect(wrong).toEqual(['reported, but nobody changed it: conflict aws_s3_bucket.receipts acl.']);
  });

  it('are wrong when one change is reported twice', () => {
    expect(check(...all, ...all.slice(0, 1))).toHaveLength(1);
  });

  it('are wrong when a change has another class, or does not count as drift', () => {
    const [first = difference({}), ...rest] = all;
    expect(check({ ...first, class: 'absorbed' }, ...rest)).toHaveLength(2);
    expect(check({ ...first, drift: false }, ...rest)).toHaveLength(2);
  });

  it('are wrong when a stack could not be read, even with all changes found', () => {
    const unread = stack(all, {
      status: 'unknown',
      unknown: {
        code: 'timeout',
        sentence: 'It took too long.',
        detail: null,
        missing_action: null,
        next: '',
      },
    });
    expect(checkFindings(reportOf(unread), PLANTED_CHANGES)).toEqual([
      'shop could not be read: It took too long.',
    ]);
  });
});
