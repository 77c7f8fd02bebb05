import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderDigest } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { ApplyProgress } from '#ports/remedy-engine.ts';
import { realParts, skipReason, because } from '#test/real-parts.ts';
import { createRemedyFixture, type RemedyFixture } from './remedy-fixture.ts';

const missing = skipReason(await realParts(), ['terraform']);
const EDGE = { labels: { team: 'edge', tier: 'one' } };
const CORE = { team: 'core', tier: 'one' };
const never = new AbortController().signal;

/** Each test runs the real engine several times. */
const SLOW = { timeout: 300_000 };

let fixture: RemedyFixture;

describe.skipIf(missing !== null)(`a kept plan${because(missing)}`, SLOW, () => {
  beforeEach(async () => {
    fixture = await createRemedyFixture();
  });
  afterEach(() => fixture.remove());

  it('is applied once, and whoever asks again hears how that ended', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    expect(await fixture.find(kept.folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.applyCalls()).toBe(0);
    const told: ApplyProgress[] = [];
    const onProgress = (progress: ApplyProgress): void => void told.push(progress);
    expect(await fixture.apply(kept.folder, { onProgress })).toEqual({ kind: 'applied' });
    expect(told).toEqual([
      { kind: 'resource', address: 'light_thing.a', done: false },
      { kind: 'resource', address: 'light_thing.a', done: true },
    ]);
    await fixture.change('light_thing', 'a', EDGE);
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect(await fixture.find(kept.folder)).toEqual({ kind: 'applied' });
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('puts reality back, and the state with it', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const before = await fixture.state();
    expect(await fixture.apply((await fixture.keep()).folder)).toEqual({ kind: 'applied' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
    expect((await fixture.state()).serial).toBeGreaterThan(before.serial);
    expect(await fixture.plan({ allowEnv: ['LIGHT_*'], providerMirror: fixture.mirror })).toMatchObject({
      kind: 'unchanged',
    });
  });

  it('for a target changes that and nothing else', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    await fixture.change('light_thing', 'b', { number: 9 });
    const kept = await fixture.keep(['light_thing.a']);
    expect(JSON.parse(kept.planJson)).toMatchObject({ complete: false });
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
    expect((await fixture.thing('b'))?.['number']).toBe(9);
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('is told with the state that it was made from, and read by nobody else', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const { serial, lineage } = await fixture.state();
    const untouched = await folderDigest(join(fixture.folder(), '.terraform.lock.hcl'));
    const kept = await fixture.keep();
    expect(kept).toMatchObject({ serial, lineage, resourcesRead: 3, cannotApply: null });
    expect(await fixture.engine().plan(fixture.stack(), () => undefined, never)).toMatchObject({
      kind: 'changed',
      state: { serial, lineage },
    });
    expect((await stat(kept.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(kept.folder, 'plan.tfplan'))).mode & 0o777).toBe(0o600);
    expect(await folderDigest(join(fixture.folder(), '.terraform.lock.hcl'))).toBe(untouched);
  });

  it('is refused when the state moved after it was made', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    await fixture.asUser(['apply', '-refresh-only', '-auto-approve', '-input=false']);
    expect(await fixture.apply(kept.folder)).toMatchObject({ kind: 'refused', reason: 'stale' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(EDGE.labels);
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('is refused while somebody else applies, and names who', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    const release = await fixture.holdApplies();
    const other = fixture.asUser(['apply', '-auto-approve', '-input=false']);
    await fixture.untilApplyCalls(1);
    const told: ApplyProgress[] = [];
    const outcome = await fixture.apply(kept.folder, { onProgress: (progress) => told.push(progress) });
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'locked' });
    expect(outcome.kind === 'refused' && outcome.detail).toMatch(
      /^Held by \S+ since .*\(OperationTypeApply\)/,
    );
    expect(told).toEqual([{ kind: 'waiting_for_lock' }]);
    await release();
    await other;
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('cannot be made while somebody else applies', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const release = await fixture.holdApplies();
    const other = fixture.asUser(['apply', '-auto-approve', '-input=false']);
    await fixture.untilApplyCalls(1);
    expect(await fixture.remedy.plan(fixture.stack(), [], () => undefined, never)).toMatchObject({
      failed: 'locked',
    });
    await release();
    await other;
  });

  it.each([
    ['was tampered with', (file: string) => appendFile(file, 'x'), /SHA-256 is [0-9a-f]{64}, and/],
    ['is gone', (file: string) => rm(file), /none, because it is gone/],
  ])('is refused when its file %s, and nothing is started', async (_, spoil, sentence) => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    await spoil(join(kept.folder, 'plan.tfplan'));
    const outcome = await fixture.apply(kept.folder);
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'unusable' });
    expect(outcome.kind === 'refused' && outcome.detail).toMatch(sentence);
    expect(await fixture.find(kept.folder)).toEqual({ kind: 'never_started' });
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('that fails half-way says so, and the next plan does the rest', async () => {
    await fixture.removeObject('light_thing', 'a');
    await fixture.removeObject('light_thing', 'b');
    const kept = await fixture.keep();
    // Somebody brings one of them back: making it again fails.
    await fixture.add('light_thing', { id: 'b', name: 'b', number: 2 });
    const outcome = await fixture.apply(kept.folder);
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(outcome.kind === 'failed' && outcome.detail).toContain('already exists');
    expect(await fixture.applyCalls()).toBe(2);
    expect(await fixture.thing('a')).toMatchObject({ labels: CORE });
    expect(await fixture.find(kept.folder)).toEqual(outcome);
    await fixture.removeObject('light_thing', 'b');
    expect(await fixture.apply((await fixture.keep()).folder)).toEqual({ kind: 'applied' });
    expect(await fixture.applyCalls()).toBe(3);
  });

  it('is not applied after it was discarded', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    expect(await fixture.remedy.discard(kept.folder)).toEqual({ refused: null });
    expect(await stat(kept.folder).catch(() => null)).toBeNull();
    expect(await fixture.apply(kept.folder)).toMatchObject({ kind: 'refused', reason: 'unusable' });
    expect(await fixture.find(kept.folder)).toMatchObject({ kind: 'lost' });
    expect(await fixture.remedy.discard(kept.folder)).toEqual({ refused: null });
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('from another place is never applied', async () => {
    await expect(fixture.apply(join(fixture.root, 'elsewhere'))).rejects.toThrow(/uses no other/);
    await expect(fixture.apply(join(fixture.cache.root, 'applies', '..', 'runs'))).rejects.toThrow(
      /uses no other/,
    );
  });

  it('takes no words from the environment', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const kept = await fixture.keep();
    fixture.env['TF_CLI_ARGS'] = '-destroy';
    fixture.env['TF_CLI_ARGS_apply'] = '-destroy -auto-approve -state=elsewhere';
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect((await fixture.thing('a'))?.['labels']).toEqual(CORE);
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('without a lock file can be looked at and is never applied', async () => {
    await rm(join(fixture.folder(), '.terraform.lock.hcl'));
    await fixture.change('light_thing', 'a', EDGE);
    const before = await folderDigest(fixture.folder());
    const kept = await fixture.keep();
    expect(kept.cannotApply).toMatch(/There is no lock file in .*commit \.terraform\.lock\.hcl/);
    expect(await fixture.apply(kept.folder)).toEqual({
      kind: 'refused',
      reason: 'unusable',
      detail: kept.cannotApply,
    });
    expect(await folderDigest(fixture.folder())).toBe(before);
    expect(await fixture.applyCalls()).toBe(0);
  });

  it('never meets providers that Kedge attached, whatever the stack is scanned with', async () => {
    const log = join(fixture.root, 'commands.log');
    const binary = await fixture.fakeEngine(
      `echo "$1 \${TF_REATTACH_PROVIDERS-none}" >> '${log}'\nexec '${await realTerraform()}' "$@"`,
    );
    await fixture.change('light_thing', 'a', EDGE);
    const stack = fixture.stack({ binary, fast: 'on' });
    const outcome = await fixture.remedy.plan(stack, [], () => undefined, never);
    if ('failed' in outcome) throw new Error(outcome.detail);
    expect(await fixture.apply(outcome.kept.folder)).toEqual({ kind: 'applied' });
    const commands = (await readFile(log, 'utf8')).trim().split('\n');
    expect(commands).toEqual(['version none', 'init none', 'plan none', 'show none', 'apply none']);
  });
});

async function realTerraform(): Promise<string> {
  const { terraform } = await realParts();
  if (terraform === null) throw new Error('terraform is not there');
  return terraform;
}

describe.skipIf(missing !== null)(`validate${because(missing)}`, SLOW, () => {
  beforeEach(async () => {
    fixture = await createRemedyFixture();
  });
  afterEach(() => fixture.remove());

  it('finds nothing wrong with good code', async () => {
    expect(await fixture.remedy.validate(fixture.stack(), never)).toEqual({ problems: [] });
  });

  it('names file and line of what is wrong', async () => {
    await fixture.write({ 'stack/more.tf': '\nresource "light_thing" "x" {\n  nam = "x"\n}\n' });
    const outcome = await fixture.remedy.validate(fixture.stack(), never);
    const problems = 'problems' in outcome ? outcome.problems : [];
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).toMatch(/more\.tf:3: Unsupported argument: An argument named "nam"/);
  });
});
