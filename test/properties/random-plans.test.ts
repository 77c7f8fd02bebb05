import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS, FORMAT_NAMES } from '#cli/report/formats.ts';
import { buildReport } from '#domain/drift/build-report.ts';
import { readPlan } from '#domain/drift/plan.ts';
import { Report, type StackReport } from '#domain/drift/report.ts';
import type { Json, JsonObject } from '#domain/json.ts';
import { classify } from '#test/classify-for-test.ts';
import { planJson, type EntryParts } from '#test/plan-builder.ts';

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const element = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  port: fc.nat(3),
  cidr: fc.constantFrom('x', '', null),
});
const values = fc.record({
  id: fc.constantFrom('i-1', 'i-2'),
  tags: fc.oneof(fc.constant(null), fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), fc.string())),
  rules: fc.array(element, { maxLength: 4 }),
  policy: fc.oneof(
    fc.constant(''),
    json.map((value) => JSON.stringify(value)),
  ),
  any: json,
}) as fc.Arbitrary<JsonObject>;
const mask = fc.oneof(
  fc.constant({}),
  fc.constant(true),
  fc.constant({ tags: true, any: [true] }),
) as fc.Arbitrary<Json>;
const entry: fc.Arbitrary<EntryParts> = fc.record({
  address: fc.constantFrom('aws_a.x', 'aws_a.y[0]', 'aws_security_group.z["k.k"]', 'data.aws_d.q'),
  actions: fc.constantFrom(
    ['update'],
    ['delete'],
    ['create'],
    ['no-op'],
    ['delete', 'create'],
    ['read'],
    ['forget'],
    ['odd'],
  ),
  before: fc.oneof(fc.constant(null), values),
  after: fc.oneof(fc.constant(null), values),
  afterUnknown: fc.constantFrom({}, true, { any: true, rules: [{ port: true }] }) as fc.Arbitrary<Json>,
  beforeSensitive: mask,
  afterSensitive: mask,
});
const plan = fc
  .record({
    drift: fc.array(entry, { maxLength: 4 }),
    changes: fc.array(entry, { maxLength: 4 }),
    code: fc.constantFrom({}, { 'aws_a.x': ['tags'] }, { 'aws_a.y': ['any', 'policy'] }),
  })
  .map(planJson);

describe('random plans', () => {
  it('are classified without a crash, reconcile, and give the same answer twice', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const first = classify(given);
        const sum = first.totals.suppressed.reduce((total, rule) => total + rule.count, 0);
        expect(first.totals.found).toBe(first.totals.reported + sum);
        expect(first.differences).toHaveLength(first.totals.reported);
        expect(first.suppressed).toHaveLength(sum);
        for (const each of first.suppressed) expect(each.rules[0]?.effect).toBe('suppressed');
        expect(classify(given)).toEqual(first);
      }),
      { numRuns: 400 },
    );
  });

  it('give every difference a fingerprint of its own', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const { differences, suppressed } = classify(given);
        const prints = [...differences, ...suppressed].map((each) => each.fingerprint);
        expect(new Set(prints).size).toBe(prints.length);
      }),
      { numRuns: 200 },
    );
  });

  it('render in every format, and the report fits its schema', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const { differences, suppressed, moves, totals } = classify(given);
        const stack: StackReport = {
          id: 'random',
          path: '.',
          workspace: 'default',
          owner: null,
          engine: null,
          status: differences.some((each) => each.drift) ? 'drifted' : 'in_sync',
          unknown: null,
          resources_read: 0,
          totals,
          differences: [...differences],
          suppressed: [...suppressed],
          moves: [...moves],
          warnings: [],
        };
        const report = buildReport([stack], { toolVersion: '0', scannedAt: '2026-01-01T00:00:00Z' });
        expect(() => Report.parse(report)).not.toThrow();
        for (const name of FORMAT_NAMES) {
          const text = FORMATS[name](report, { color: false, width: 80, showSuppressed: true, times: true });
          expect(text.endsWith('\n'), name).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('that are broken anywhere give a problem or a plan, never a crash', () => {
    const text = JSON.stringify(
      planJson({ drift: [{ address: 'a.x', actions: ['update'], before: {}, after: {} }] }),
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (start, length, put) => {
        const reading = readPlan(text.slice(0, start) + put + text.slice(start + length));
        expect('plan' in reading || reading.problem.length > 10).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
