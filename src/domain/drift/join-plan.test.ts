import { describe, expect, it } from 'vitest';
import { planJson, type PlanParts } from '#test/plan-builder.ts';
import type { Json } from '../json.ts';
import { renderPath } from './attribute-path.ts';
import { configuredAttributes } from './configured-attributes.ts';
import { joinPlan, type FoundDifference } from './join-plan.ts';
import { planFrom } from './plan.ts';

function join(parts: PlanParts): ReturnType<typeof joinPlan> {
  const reading = planFrom(planJson(parts));
  if ('problem' in reading) throw new Error(reading.problem);
  return joinPlan(reading.plan, configuredAttributes(reading.plan));
}

const lines = (parts: PlanParts): readonly string[] => join(parts).found.map(line);
const line = (found: FoundDifference): string =>
  `${found.class} ${found.resource.address} ${renderPath(found.path)}`.trim();

const alarm = (threshold: number, periods = 1): Record<string, number | string> => ({
  id: 'a',
  threshold,
  periods,
});

describe('the join of memory, reality and intent', () => {
  it('calls it a conflict when the plan would take the change back', () => {
    const { found } = join({
      drift: [{ address: 'a.x', actions: ['update'], before: alarm(2), after: alarm(50) }],
      changes: [{ address: 'a.x', actions: ['update'], before: alarm(50), after: alarm(2) }],
      code: { 'a.x': ['threshold'] },
    });
    expect(found.map(line)).toEqual(['conflict a.x threshold']);
    expect(found[0]).toMatchObject({ memory: 2, reality: 50, intent: 2 });
  });

  it('tells in a block that exists once what the plan takes back from what it leaves', () => {
    // As hashicorp/aws plans it when point-in-time recovery was switched off: the days are the service's to fill.
    const recovery = (enabled: boolean, days: number): Json => ({ recovery: [{ enabled, days }] });
    expect(
      lines({
        drift: [
          { address: 't.x', actions: ['update'], before: recovery(true, 35), after: recovery(false, 0) },
        ],
        changes: [
          { address: 't.x', actions: ['update'], before: recovery(false, 0), after: recovery(true, 0) },
        ],
        code: { 't.x': ['recovery'] },
      }),
    ).toEqual(['absorbed t.x recovery[0].days', 'conflict t.x recovery[0].enabled']);
  });

  it('calls it deleted when it is gone and the plan would create it again', () => {
    expect(
      lines({
        drift: [{ address: 'q.x', actions: ['delete'], before: { id: 'q' } }],
        changes: [{ address: 'q.x', actions: ['create'], after: { name: 'q' } }],
      }),
    ).toEqual(['deleted q.x']);
  });

  it('calls it absorbed when the plan leaves the change alone', () => {
    expect(
      lines({
        drift: [{ address: 'a.x', actions: ['update'], before: alarm(2), after: alarm(50) }],
        changes: [{ address: 'a.x', actions: ['no-op'], before: alarm(50), after: alarm(50) }],
      }),
    ).toEqual(['absorbed a.x threshold']);
  });

  it('calls it absorbed when the resource is gone and the code no longer asks for it', () => {
    expect(
      lines({
        drift: [{ address: 'q.x', actions: ['delete'], before: { id: 'q' } }],
        changes: [{ address: 'b.x', actions: ['no-op'] }],
      }),
    ).toEqual(['absorbed q.x']);
  });

  it('calls it an output effect when only an output follows the change', () => {
    const { found } = join({
      drift: [{ address: 'a.x', actions: ['update'], before: alarm(2), after: alarm(50) }],
      changes: [{ address: 'a.x', actions: ['no-op'], before: alarm(50), after: alarm(50) }],
      outputs: { limit: { actions: ['update'], before: 2, after: 50 } },
      outputReads: { limit: ['a.x.threshold', 'a.x'] },
      relevant: [{ resource: 'a.x', attribute: ['threshold'] }],
    });
    expect(found.map(line)).toEqual(['output_effect a.x threshold']);
    expect(found[0]?.notes).toEqual(['output.limit changes with it']);
  });

  it('never calls a move a difference, and follows the drift of a moved resource', () => {
    const joined = join({
      drift: [
        { address: 'a.new', previous: 'a.old', actions: ['no-op'], before: alarm(2), after: alarm(2) },
        { address: 'a.two', previous: 'a.one', actions: ['update'], before: alarm(2), after: alarm(50) },
      ],
      changes: [
        { address: 'a.new', previous: 'a.old', actions: ['no-op'], before: alarm(2), after: alarm(2) },
        { address: 'a.two', previous: 'a.one', actions: ['update'], before: alarm(50), after: alarm(2) },
      ],
    });
    expect(joined.found.map(line)).toEqual(['conflict a.two threshold']);
    expect(joined.moves).toEqual([
      { from: 'a.old', to: 'a.new' },
      { from: 'a.one', to: 'a.two' },
    ]);
  });

  it('keeps unapplied code apart from drift in the same resource', () => {
    expect(
      lines({
        drift: [{ address: 'a.x', actions: ['update'], before: alarm(2, 1), after: alarm(50, 1) }],
        changes: [{ address: 'a.x', actions: ['update'], before: alarm(50, 1), after: alarm(2, 3) }],
      }),
    ).toEqual(['conflict a.x threshold', 'unapplied_code a.x periods']);
  });

  it('shows all three values when code, state and reality differ in one place', () => {
    const { found } = join({
      drift: [{ address: 'a.x', actions: ['update'], before: alarm(2), after: alarm(50) }],
      changes: [{ address: 'a.x', actions: ['update'], before: alarm(50), after: alarm(3) }],
    });
    expect(found.map(line)).toEqual(['conflict a.x threshold']);
    expect(found[0]).toMatchObject({ memory: 2, reality: 50, intent: 3 });
  });

  it('calls created, changed and removed code unapplied, and a read nothing', () => {
    expect(
      lines({
        changes: [
          { address: 'a.new', actions: ['create'], after: alarm(2) },
          { address: 'a.old', actions: ['delete'], before: alarm(2) },
          { address: 'a.x', actions: ['update'], before: alarm(2), after: alarm(3) },
          { address: 'data.a.d', mode: 'data', actions: ['read'], after: {} },
          { address: 'a.same', actions: ['no-op'], before: alarm(2), after: alarm(2) },
        ],
      }),
    ).toEqual(['unapplied_code a.new', 'unapplied_code a.old', 'unapplied_code a.x threshold']);
  });

  it('finds an opened port in a set although the code added a rule at the same time', () => {
    const rule = (port: number): Record<string, number | string> => ({
      from_port: port,
      to_port: port,
      protocol: 'tcp',
    });
    const sg = (...ports: number[]): { ingress: Record<string, number | string>[] } => ({
      ingress: ports.map(rule),
    });
    const { found } = join({
      drift: [{ address: 'sg.x', actions: ['update'], before: sg(443), after: sg(22, 443) }],
      changes: [{ address: 'sg.x', actions: ['update'], before: sg(22, 443), after: sg(80, 443) }],
    });
    expect(
      found.map((each) => `${each.class} ${each.change} ${JSON.stringify(each.reality ?? each.intent)}`),
    ).toEqual([
      `conflict added ${JSON.stringify(rule(22))}`,
      `unapplied_code added ${JSON.stringify(rule(80))}`,
    ]);
  });

  it('finds a rule that was taken away and that the plan would put back', () => {
    const sg = (...ports: number[]): { ingress: { port: number }[] } => ({
      ingress: ports.map((port) => ({ port })),
    });
    const { found } = join({
      drift: [{ address: 'sg.x', actions: ['update'], before: sg(22, 443), after: sg(443) }],
      changes: [{ address: 'sg.x', actions: ['update'], before: sg(443), after: sg(22, 443) }],
    });
    expect(found.map((each) => `${each.class} ${each.change}`)).toEqual(['conflict removed']);
  });

  it('does not call a computed attribute a conflict when another change leaves it open', () => {
    const { found } = join({
      drift: [
        {
          address: 'f.x',
          actions: ['update'],
          before: { revision: 'a', memory: 1 },
          after: { revision: 'b', memory: 1 },
        },
      ],
      changes: [
        {
          address: 'f.x',
          actions: ['update'],
          before: { revision: 'b', memory: 1 },
          after: { memory: 2 },
          afterUnknown: { revision: true },
        },
      ],
      code: { 'f.x': ['memory'] },
    });
    expect(found.map(line)).toEqual([
      'absorbed f.x revision',
      'unapplied_code f.x memory',
      // The rule known-after-apply takes this one out when the plan is classified.
      'unapplied_code f.x revision',
    ]);
  });

  it('asks the configuration when a refresh-only plan says nothing about intent', () => {
    expect(
      lines({
        drift: [{ address: 'a.x', actions: ['update'], before: alarm(2, 1), after: alarm(50, 9) }],
        code: { 'a.x': ['threshold'] },
      }),
    ).toEqual(['absorbed a.x periods', 'conflict a.x threshold']);
  });

  it('reports a changed output that no drift explains as code that nobody applied', () => {
    expect(lines({ outputs: { url: { actions: ['update'], before: 'a', after: 'b' } } })).toEqual([
      'unapplied_code output.url',
    ]);
  });
});
