import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Change } from '#domain/change/change.ts';
import { command } from '#domain/change/draft-for-test.ts';
import { testMemory } from '#test/databases.ts';
import {
  closeChange,
  extendChange,
  holdChange,
  overrideChange,
  promoteChange,
  revertOrAbort,
} from '#workflows/change/decide-change.ts';
import { startChange } from '#workflows/change/start-change.ts';
import { advanceChange, takeWheel } from '#workflows/change/drive-change.ts';
import { scan, stack } from '../store/fixtures.ts';
import { changeWorld } from './change-world.ts';
import {
  faulty,
  HOUR,
  metricsCsv,
  OWNER,
  program,
  release,
  SECOND,
  START,
  started,
  worldIn,
  type ChangeWorld,
} from './world-in.ts';

const ID = 'checkout-42';
/** Programs are real processes, and other tests may run beside these. */
vi.setConfig({ testTimeout: 300_000 });

const NOW = START + 60_000;
const NEVER = new AbortController().signal;
const worldOf = async (csv: Parameters<typeof metricsCsv>[0] = {}): Promise<ChangeWorld> =>
  changeWorld(await testMemory(), { metrics: metricsCsv(csv), nowMs: NOW });
const changeIn = async ({ deps }: ChangeWorld): Promise<Change> => {
  const change = await deps.memory.findChange(ID);
  if (change === null) throw new Error('The change is gone.');
  return change;
};
const ran = (world: ChangeWorld): Promise<string> => readFile(join(world.folder, 'done.txt'), 'utf8');

describe('a watch', () => {
  it('of a release that changes nothing ends cleared, after a look at every block', async () => {
    const world = await worldOf();
    await started(world, release());
    expect(await world.drive(ID)).toEqual({ kind: 'over' });
    const change = await changeIn(world);
    expect(change).toMatchObject({
      state: 'cleared',
      verdict: { outcome: 'CLEARED', look: 24 },
      watch: { looks: 24 },
    });
    expect(await world.deps.memory.changeLooks(ID, 1, 1)).toHaveLength(24);
    expect(await ran(world)).toBe('deploy 42\n');
    const closed = await closeChange(ID, { actor: OWNER, reason: null }, world.deps);
    expect(closed).toMatchObject({ change: { state: 'closed' } });
    expect(await world.deps.memory.lockHolders(['service checkout'])).toEqual([]);
  });

  it('of a release that is half as slow again reverts it at once, verified, and says why', async () => {
    const world = await worldOf({ worse: { p95_latency: 1.5 }, fromMs: START });
    await started(world, release());
    expect(await world.drive(ID)).toEqual({ kind: 'over' });
    const change = await changeIn(world);
    expect(change).toMatchObject({
      state: 'reverted',
      verdict: { outcome: 'REGRESSED' },
      rollback: { trigger: 'regression', failed: null },
    });
    expect(change.verdict?.sentence).toContain('p95_latency');
    expect(change.watch?.looks).toBeLessThan(12);
    expect(await ran(world)).toBe('deploy 42\ndeploy 41\n');
    expect(world.calls.map(({ kind }) => kind)).toEqual(['tell', 'tell', 'tell']);
  });

  it('that regressed calls its owner with a deadline where the change does not say to revert', async () => {
    const world = await worldOf({ worse: { error_rate: 2 } });
    await started(world, release({ revertOn: [] }));
    expect(await world.drive(ID)).toMatchObject({
      kind: 'person',
      why: expect.stringContaining('error_rate'),
    });
    const { hold, state } = await changeIn(world);
    expect(state).toBe('holding');
    const call = world.calls.findLast(({ kind }) => kind === 'ask');
    expect(call).toMatchObject({ channel: '#checkout', answerBy: hold?.answerBy });
    expect(Date.parse(hold?.answerBy ?? '') - Date.parse(hold?.at ?? '')).toBe(1_800_000);
  });

  it('reverts at a stop condition, before any statistics', async () => {
    const world = await worldOf({ worse: { error_rate: 60 } });
    await started(world, release());
    await world.drive(ID);
    expect(await changeIn(world)).toMatchObject({
      state: 'reverted',
      rollback: { trigger: 'stop_condition', why: expect.stringContaining('errors') },
      watch: { looks: 1 },
    });
  });

  it('during which the stack drifted is inconclusive and says so, and its owner decides', async () => {
    const world = await worldOf();
    const { memory } = world.deps;
    const clean = scan('s0', { at: new Date(NOW - HOUR).toISOString(), status: 'in_sync', drift: 0 });
    await memory.change(async (writing) => {
      await writing.saveStack(stack('net'));
      await writing.addScan(clean);
      await writing.saveStack(stack('net', { lastScan: clean }));
    });
    await started(
      world,
      release({ stacks: ['net'], checks: [{ kind: 'drift', name: 'drift', scanAtMostMs: 24 * HOUR }] }),
    );
    await world.drive(ID, START + 6 * HOUR);
    await memory.change((writing) =>
      writing.addScan(scan('s1', { at: new Date(world.nowMs() + 1000).toISOString() })),
    );
    expect(await world.drive(ID)).toMatchObject({ kind: 'person' });
    const change = await changeIn(world);
    expect(change).toMatchObject({ state: 'holding', verdict: { outcome: 'INCONCLUSIVE' } });
    expect(change.verdict?.sentence).toContain('the stack net drifted');
    expect(world.calls.filter(({ text }) => text.startsWith('The watch is contaminated'))).toHaveLength(1);
    expect(
      await overrideChange(ID, { actor: SECOND, reason: 'it looks fine to me' }, world.deps),
    ).toHaveProperty('refused');
    const cleared = await overrideChange(
      ID,
      { actor: OWNER, reason: 'the drift was in a tag only' },
      world.deps,
    );
    expect(cleared).toMatchObject({
      change: { state: 'cleared', verdict: { outcome: 'INCONCLUSIVE', overridden: { by: OWNER } } },
    });
  });

  it('is never cleared over gaps, and can be extended into another day', async () => {
    const world = await worldOf({ gaps: [5, 6, 7, 8], days: 37 });
    await started(world, release());
    expect(await world.drive(ID)).toMatchObject({
      kind: 'person',
      why: expect.stringContaining('have no value'),
    });
    await extendChange(ID, { actor: OWNER, reason: 'the collector was down' }, world.deps);
    await world.drive(ID);
    const { state, watch } = await changeIn(world);
    expect([state, watch?.number, watch?.looks]).toEqual(['cleared', 2, 24]);
  });

  it('takes an outage of its source for no vote, reads what it missed later, and is told of once', async () => {
    const world = await worldOf();
    let away = false;
    const metrics = faulty(world.deps.metrics, () => away);
    const other = worldIn(world.folder, world.deps.memory, NOW, { metrics });
    const { deps } = other;
    await started(other, release());
    await other.drive(ID, START + 5 * HOUR);
    away = true;
    await other.drive(ID, START + 8 * HOUR + 200_000);
    const looks = await deps.memory.changeLooks(ID, 1, 1);
    expect(looks.map(({ outcome }) => outcome).slice(-2)).toEqual(['ERROR', 'ERROR']);
    away = false;
    expect(await other.drive(ID)).toEqual({ kind: 'over' });
    expect(await changeIn(other)).toMatchObject({ state: 'cleared', watch: { looks: 24 } });
    const told = (await deps.memory.changeEvents(ID)).filter(
      ({ kind, text }) => kind === 'called to tell' && text.includes('does not answer'),
    );
    expect(told).toHaveLength(1);
  });
});

describe('a rollout', () => {
  const steps = (over: object): ReturnType<typeof release> => {
    const [all] = release().rollout;
    if (all === undefined) throw new Error('There is a step.');
    const first = {
      ...all,
      name: 'a tenth',
      reach: { kind: 'percent' as const, percent: 10 },
      run: program('deploy 42 to 10'),
      ...over,
    };
    return release({ rollout: [first, all] });
  };

  it('waits at a gate for its time, its data and its conditions, and for a person where one is asked', async () => {
    const world = await worldOf();
    const gate = { atLeastMs: 2 * HOUR, blocks: 2, conditions: ['error_rate.change < 0.2'], manual: true };
    await started(world, steps({ gate }));
    expect(await world.drive(ID)).toMatchObject({ kind: 'person', why: expect.stringContaining('promote') });
    expect(world.nowMs()).toBeGreaterThanOrEqual(NOW + 2 * HOUR);
    expect(await ran(world)).toBe('deploy 42 to 10\n');
    expect(
      await promoteChange(ID, { actor: SECOND, reason: 'it looks fine to me' }, world.deps),
    ).toHaveProperty('refused');
    await promoteChange(ID, { actor: OWNER, reason: 'it looks fine to me' }, world.deps);
    await world.drive(ID);
    expect((await changeIn(world)).state).toBe('cleared');
    expect(await ran(world)).toBe('deploy 42 to 10\ndeploy 42\n');
  });

  it('does not go past a gate whose condition does not hold', async () => {
    const world = await worldOf({ worse: { error_rate: 1.5 } });
    await started(
      world,
      steps({ gate: { atLeastMs: 0, blocks: 1, conditions: ['error_rate.change < 0.2'], manual: false } }),
    );
    expect(await world.drive(ID, START + 9 * HOUR)).toMatchObject({ kind: 'at' });
    expect(await ran(world)).toBe('deploy 42 to 10\n');
  });

  it('that took a day is held against the days before it', async () => {
    const world = await worldOf({ days: 37, worse: { p95_latency: 1.5 } });
    await started(world, steps({ gate: { atLeastMs: 25 * HOUR, blocks: 0, conditions: [], manual: false } }));
    await world.drive(ID);
    const change = await changeIn(world);
    expect(change.watch).toMatchObject({ shiftDays: 2 });
    expect(change).toMatchObject({ state: 'reverted', verdict: { outcome: 'REGRESSED' } });
  });

  it('stands still when a step fails, and anybody can take it back', async () => {
    const world = await worldOf();
    await started(world, steps({ run: command(process.execPath, '-e', 'process.exit(7)') }));
    expect(await world.drive(ID)).toMatchObject({
      kind: 'person',
      why: expect.stringContaining('ended with 7'),
    });
    await revertOrAbort(ID, { actor: SECOND, reason: 'the step failed half way' }, world.deps);
    await world.drive(ID);
    expect(await changeIn(world)).toMatchObject({ state: 'reverted', rollback: { trigger: 'person' } });
  });

  it('does not run a step again that was interrupted, unless it may be', async () => {
    for (const idempotent of [false, true]) {
      const world = await worldOf();
      await started(world, steps({ idempotent }));
      const wheel = await takeWheel(ID, world.deps);
      if ('refused' in wheel) throw new Error(wheel.refused);
      // The process dies inside of its step.
      const dying = {
        ...world.deps,
        runner: { ...world.deps.runner, run: () => Promise.reject(new Error('killed')) },
      };
      await expect(advanceChange(ID, wheel.fence, dying, NEVER)).rejects.toThrow('killed');
      const next = await world.drive(ID, NOW);
      expect(next.kind).toBe(idempotent ? 'at' : 'person');
      expect((await changeIn(world)).state).toBe(idempotent ? 'watching' : 'holding');
    }
  });

  it('is stopped by anybody, and nothing more of it runs', async () => {
    const world = await worldOf();
    await started(world, steps({ gate: { atLeastMs: 2 * HOUR, blocks: 0, conditions: [], manual: false } }));
    await world.drive(ID, NOW + HOUR);
    expect(await holdChange(ID, { actor: SECOND, reason: 'the page is slow' }, world.deps)).toMatchObject({
      change: { state: 'holding' },
    });
    expect(await world.drive(ID)).toEqual({ kind: 'person', why: 'the page is slow' });
    expect(await ran(world)).toBe('deploy 42 to 10\n');
  });
});

describe('a rollback', () => {
  const failing = (over: Partial<ReturnType<typeof release>['rollback']>): ReturnType<typeof release> =>
    release({ rollback: { ...release().rollback, ...over } });

  it('that fails three times pages, and goes on when somebody asks again', async () => {
    const world = await worldOf();
    const broken = command(
      process.execPath,
      '-e',
      `require('fs').appendFileSync('tries.txt','x');process.exit(require('fs').existsSync('mended')?0:9)`,
    );
    await started(
      world,
      failing({ does: { kind: 'command', command: broken }, verify: command(process.execPath, '-e', '') }),
    );
    await world.drive(ID, NOW);
    await revertOrAbort(ID, { actor: SECOND, reason: 'the page is slow' }, world.deps);
    expect(await world.drive(ID)).toMatchObject({
      kind: 'person',
      why: expect.stringContaining('failed 3 times'),
    });
    expect(await readFile(join(world.folder, 'tries.txt'), 'utf8')).toBe('xxx');
    expect(world.calls.filter(({ kind }) => kind === 'page')).toHaveLength(1);
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(world.folder, 'mended'), '');
    await revertOrAbort(ID, { actor: OWNER, reason: 'the script is mended' }, world.deps);
    await world.drive(ID);
    expect((await changeIn(world)).state).toBe('reverted');
  });

  it('that ran and is not verified is not called done', async () => {
    const world = await worldOf();
    await started(world, failing({ verify: command(process.execPath, '-e', 'process.exit(4)') }));
    await world.drive(ID, NOW);
    await revertOrAbort(ID, { actor: OWNER, reason: 'the page is slow' }, world.deps);
    expect(await world.drive(ID)).toMatchObject({
      kind: 'person',
      why: expect.stringContaining('is not verified'),
    });
    expect((await changeIn(world)).state).toBe('reverting');
    expect(world.calls.some(({ kind }) => kind === 'page')).toBe(true);
  });

  it('is verified by metrics that came back, and not by ones that did not', async () => {
    for (const untilMs of [START + 12 * HOUR, Infinity]) {
      const world = await worldOf({ worse: { cost_per_request: 2 }, untilMs });
      await started(world, failing({ verify: null, metricsBackWithinMs: 12 * HOUR }));
      await world.drive(ID);
      const { state, rollback } = await changeIn(world);
      expect([state, rollback?.failed === null]).toEqual(
        untilMs === Infinity ? ['reverting', false] : ['reverted', true],
      );
    }
  });
});

it('a second change on the same service is refused while the first lives, naming who holds it', async () => {
  const world = await worldOf();
  await started(world, release());
  const second = { ...release({ owners: [SECOND] }), id: 'checkout-43' };
  await expect(started(world, second)).rejects.toThrow(
    /service checkout is held by the change checkout-42 of Ana Diaz/,
  );
  expect(await startChange('checkout-43', { actor: SECOND }, world.deps)).toHaveProperty('refused');
});

it('whoever was taken over writes nothing and runs nothing', async () => {
  const world = await worldOf();
  await started(world, release());
  const first = await takeWheel(ID, world.deps);
  const second = await takeWheel(ID, world.deps);
  if ('refused' in first || 'refused' in second) throw new Error('Both may drive in turn.');
  expect(await advanceChange(ID, first.fence, world.deps, NEVER)).toMatchObject({ kind: 'refused' });
  expect((await changeIn(world)).steps).toEqual([]);
  const alive = {
    ...world.deps,
    holder: { host: 'there', pid: 1, startedAt: 'then' },
    lives: async () => true,
  };
  expect(await takeWheel(ID, alive)).toMatchObject({
    refused: expect.stringContaining('is driven by process'),
  });
});
