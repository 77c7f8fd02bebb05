import { access, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimPlan, applyFolderAt } from '#adapters/engines/terraform/remedy/apply-folder.ts';
import { sweepApplies } from '#adapters/engines/terraform/remedy/sweep-applies.ts';
import { identify } from '#platform/process-identity.ts';
import { realParts, skipReason, because } from '#test/real-parts.ts';
import { createRemedyFixture, type RemedyFixture } from './remedy-fixture.ts';

const missing = skipReason(await realParts(), ['terraform']);
const EDGE = { labels: { team: 'edge', tier: 'one' } };
const CORE = { team: 'core', tier: 'one' };
const DAY_MS = 24 * 3_600_000;

/** Each test runs the real engine several times. */
const SLOW = { timeout: 300_000 };

let fixture: RemedyFixture;

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await sleep(20);
}
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
/** Sweeps as the next Kedge does. */
async function sweep(nowMs = Date.now()): Promise<void> {
  await fixture.cache.sweep();
  await sweepApplies(fixture.cache, nowMs);
}
const leaderOf = async (run: string): Promise<number> =>
  (JSON.parse(await readFile(join(run, 'leader.json'), 'utf8')) as { pid: number }).pid;

const applying = (folder: string): string => `
  say('applying');
  await remedy.apply(${JSON.stringify(folder)}, () => undefined, signal);
  say('applied');
  await forever();`;

/** Another Kedge that makes the plan; resolves to the folder when `after` has been done. */
async function keptByAnother(after: string) {
  const stack = JSON.stringify(fixture.stack());
  const other = fixture.otherKedge(`
    const outcome = await remedy.plan(${stack}, [], () => undefined, signal);
    const folder = outcome.kept.folder;
    ${after}
    say('kept', folder);
    await forever();`);
  const note = join(fixture.root, 'kept');
  await until(() => isThere(note));
  await until(async () => (await readFile(note, 'utf8')).endsWith('\n'));
  return { other, folder: (await readFile(note, 'utf8')).trim() };
}

describe.skipIf(missing !== null)(`Kedge killed with kill -9${because(missing)}`, SLOW, () => {
  beforeEach(async () => {
    fixture = await createRemedyFixture();
    await fixture.change('light_thing', 'a', EDGE);
  });
  afterEach(() => fixture.remove());

  it('before it began to apply has applied nothing, and its plan is never applied', async () => {
    const { other, folder } = await keptByAnother('');
    await sweep();
    // It lives: its plan is its own.
    expect(await isThere(join(folder, 'plan.tfplan'))).toBe(true);
    await other.kill();
    expect(await fixture.find(folder)).toEqual({ kind: 'never_started' });
    await sweep();
    expect((await readdir(folder)).toSorted()).toEqual(['kept.json', 'owner.json', 'started']);
    expect(await fixture.find(folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.apply(folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.applyCalls()).toBe(0);
    await sweep(Date.now() + DAY_MS + 60_000);
    expect(await isThere(folder)).toBe(false);
  });

  it('after its claim and before the start has applied nothing', async () => {
    const { other, folder } = await keptByAnother(
      `await applyFolder.claimPlan(applyFolder.applyFolderAt(folder), 'apply');`,
    );
    const finding = fixture.find(folder);
    await other.kill();
    expect(await finding).toEqual({ kind: 'never_started' });
    expect(await fixture.apply(folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('in the middle of an apply leaves it to end well, whatever is swept meanwhile', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const other = fixture.otherKedge(applying(kept.folder));
    await fixture.untilApplyCalls(1);
    await other.kill();
    const next = fixture.otherKedge(
      `await cache.sweep(); await sweepApplies(cache, Date.now() + ${2 * DAY_MS}); say('swept');`,
    );
    expect(await next.ended).toBe(0);
    await sweep();
    const finding = fixture.find(kept.folder);
    expect(await fixture.remedy.discard(kept.folder)).toMatchObject({
      refused: expect.stringMatching(/is being applied/) as string,
    });
    await release();
    expect(await finding).toEqual({ kind: 'applied' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('after the apply ended loses nothing of it', async () => {
    const kept = await fixture.keep();
    const other = fixture.otherKedge(applying(kept.folder));
    await until(() => isThere(join(fixture.root, 'applied')));
    await other.kill();
    await sweep();
    // How it ended is kept for whoever resumes; the plan, which holds secrets, is not.
    const left = await readdir(kept.folder);
    expect(left).toContain('apply');
    expect(left.filter((name) => ['plan.tfplan', 'plan', 'data'].includes(name))).toEqual([]);
    expect(await fixture.find(kept.folder)).toEqual({ kind: 'applied' });
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('at any moment of an apply leaves it done once or not at all, and never unknown', async () => {
    const outcomes = new Set<string>();
    for (const afterMs of [0, 8, 16, 24, 32, 48, 100, 600]) {
      await fixture.change('light_thing', 'a', EDGE);
      await fixture.forgetCalls();
      const kept = await fixture.keep();
      const other = fixture.otherKedge(applying(kept.folder));
      const note = join(fixture.root, 'applying');
      await until(() => isThere(note));
      await sleep(afterMs);
      await other.kill();
      await sweep();
      const outcome = await fixture.find(kept.folder);
      const isDone = JSON.stringify((await fixture.thing('a'))?.['labels']) === JSON.stringify(CORE);
      expect([outcome.kind, await fixture.applyCalls(), isDone]).toEqual(
        outcome.kind === 'applied' ? ['applied', 1, true] : ['never_started', 0, false],
      );
      expect(await fixture.find(kept.folder)).toEqual(outcome);
      outcomes.add(outcome.kind);
      await fixture.remedy.discard(kept.folder);
      await rm(note);
    }
    expect([...outcomes]).toContain('applied');
  });

  it('in the middle of a plan lets it end and let go of the lock', async () => {
    const { other, run } = await planningKedge();
    await other.kill();
    await until(async () => (await readFile(join(run, 'exit'), 'utf8')) !== '');
    expect(await readFile(join(run, 'exit'), 'utf8')).toBe('2\n');
    await until(async () => (await identify(await leaderOf(run))) === null);
    expect(await isThere(join(fixture.folder(), '.terraform.tfstate.lock.info'))).toBe(false);
    await sweep();
    expect(await folders(join(fixture.cache.root, 'applies'))).toEqual([]);
  });

  it('in a plan that is stuck has it asked to stop by each sweep', async () => {
    await fixture.faults({ hangReads: true });
    const { other, run } = await planningKedge();
    await until(async () => (await fixture.calls()).some((call) => call.name === 'ReadResource'));
    await other.kill();
    await sweep();
    await until(async () => /interrupt/i.test(await readFile(join(run, 'out'), 'utf8')));
    await sweep();
    await until(async () => (await identify(await leaderOf(run))) === null);
    await sweep();
    expect(await folders(join(fixture.cache.root, 'applies'))).toEqual([]);
    await fixture.faults({});
    expect(await fixture.apply((await fixture.keep()).folder)).toEqual({ kind: 'applied' });
  });
});

/** Another Kedge whose plan has begun; `run` is where the engine is noted. */
async function planningKedge() {
  const stack = JSON.stringify(fixture.stack());
  const other = fixture.otherKedge(
    `await remedy.plan(${stack}, [], () => undefined, signal); await forever();`,
  );
  const root = join(fixture.cache.root, 'applies');
  await until(async () => (await folders(root)).length === 1);
  const run = join(root, (await folders(root))[0] ?? '', 'plan');
  await until(async () => (await readFile(join(run, 'begun'), 'utf8').catch(() => '')) !== '');
  return { other, run };
}

const folders = (root: string): Promise<readonly string[]> => readdir(root).catch(() => []);

describe.skipIf(missing !== null)(`an apply${because(missing)}`, SLOW, () => {
  beforeEach(async () => {
    fixture = await createRemedyFixture();
    await fixture.change('light_thing', 'a', EDGE);
  });
  afterEach(() => fixture.remove());

  it('that two processes ask for at once is begun by one, and both hear how it ended', async () => {
    await fixture.change('light_thing', 'b', { number: 7 });
    const kept = await fixture.keep();
    const asking = `say('done-' + process.pid, JSON.stringify(await remedy.apply(${JSON.stringify(kept.folder)}, () => undefined, signal)));`;
    const others = [1, 2, 3].map(() => fixture.otherKedge(asking));
    const own = [fixture.apply(kept.folder), fixture.apply(kept.folder)];
    expect(await Promise.all(others.map((other) => other.ended))).toEqual([0, 0, 0]);
    expect(await Promise.all(own)).toEqual([{ kind: 'applied' }, { kind: 'applied' }]);
    for (const { child } of others) {
      expect(await readFile(join(fixture.root, `done-${child.pid}`), 'utf8')).toBe('{"kind":"applied"}\n');
    }
    expect(await fixture.applyCalls()).toBe(2);
  });

  it('whose engine is killed has failed, and nobody starts it again', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const applied = fixture.apply(kept.folder);
    await fixture.untilApplyCalls(1);
    const shell = await leaderOf(join(kept.folder, 'apply'));
    const children = await readFile(`/proc/${shell}/task/${shell}/children`, 'utf8');
    process.kill(Number(children.trim()), 'SIGKILL');
    expect(await applied).toEqual({
      kind: 'failed',
      detail: expect.stringMatching(/ended from outside by signal 9/) as string,
    });
    await release();
    expect(await fixture.apply(kept.folder)).toMatchObject({ kind: 'failed' });
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('that is killed whole is lost, and nobody starts it again', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const applied = fixture.apply(kept.folder);
    await fixture.untilApplyCalls(1);
    process.kill(-(await leaderOf(join(kept.folder, 'apply'))), 'SIGKILL');
    expect(await applied).toMatchObject({ kind: 'lost' });
    await release();
    expect(await fixture.find(kept.folder)).toMatchObject({ kind: 'lost' });
    expect(await fixture.apply(kept.folder)).toMatchObject({ kind: 'lost' });
    expect(await fixture.applyCalls()).toBe(1);
    await sweep();
    expect(await isThere(kept.folder)).toBe(true);
    await sweep(Date.now() + DAY_MS + 60_000);
    expect(await isThere(kept.folder)).toBe(false);
  });

  it('that lost only its shell is waited for', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const applied = fixture.apply(kept.folder);
    await fixture.untilApplyCalls(1);
    process.kill(await leaderOf(join(kept.folder, 'apply')), 'SIGKILL');
    await sleep(300);
    expect(await Promise.race([applied, sleep(300).then(() => 'still waiting')])).toBe('still waiting');
    await sweep(Date.now() + 2 * DAY_MS);
    await release();
    expect(await applied).toMatchObject({ kind: 'lost' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
  });

  it('that is cancelled ends in its own time and keeps its state', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const controller = new AbortController();
    const applied = fixture.apply(kept.folder, { signal: controller.signal });
    await fixture.untilApplyCalls(1);
    controller.abort();
    await until(async () => (await readFile(join(kept.folder, 'apply', 'out'), 'utf8')).includes('nterrupt'));
    await release();
    expect(['applied', 'failed']).toContain((await applied).kind);
    // What was done is in the state: nothing is left to do.
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
    expect(await fixture.plan({ allowEnv: ['LIGHT_*'], providerMirror: fixture.mirror })).toMatchObject({
      kind: 'unchanged',
    });
  });

  it('is not begun when it was cancelled before', async () => {
    const kept = await fixture.keep();
    expect(await fixture.apply(kept.folder, { signal: AbortSignal.abort() })).toEqual({
      kind: 'never_started',
    });
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
  });

  it('goes on when only the waiting for it is given up', async () => {
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const applied = fixture.apply(kept.folder);
    await fixture.untilApplyCalls(1);
    expect(await fixture.remedy.findApply(kept.folder, AbortSignal.abort())).toEqual({ kind: 'running' });
    await release();
    expect(await applied).toEqual({ kind: 'applied' });
  });

  it('that ended is swept after a day', async () => {
    const kept = await fixture.keep();
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    await sweep(Date.now() + DAY_MS - 60_000);
    expect(await fixture.find(kept.folder)).toEqual({ kind: 'applied' });
    await sweep(Date.now() + DAY_MS + 60_000);
    expect(await isThere(kept.folder)).toBe(false);
  });

  it('is out of reach once the plan was taken for a sweep', async () => {
    const kept = await fixture.keep();
    expect(await claimPlan(applyFolderAt(kept.folder), 'sweep')).toBe(true);
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('leaves a folder without an owner to the sweep only when it is old', async () => {
    const kept = await fixture.keep();
    const other = join(kept.folder, '..', 'ownerless');
    await mkdir(other);
    await sweep();
    expect((await stat(other)).isDirectory()).toBe(true);
    await utimes(other, new Date(0), new Date(0));
    await sweep();
    expect(await isThere(other)).toBe(false);
  });
});
