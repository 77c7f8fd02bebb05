import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES, filesBelow } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { writePackage } from '#test/light-provider/installed-provider.ts';
import { identify } from '#platform/process-identity.ts';
import type { PlanOutcome } from '#ports/engine.ts';
import { createFastFixture, REQUIRED, type FastFixture } from './fast-fixture.ts';

const missing = ENGINES.some(({ name, missing: absent }) => name === 'terraform' && absent);
const THING = `
resource "light_thing" "a" {
  name   = "a"
  number = 1
}
`;
const FAST = { used: 'fast', why: null };

describe.skipIf(missing)('a fast scan that something happens to (needs terraform on the PATH)', () => {
  let fixture: FastFixture;

  beforeEach(async () => {
    fixture = await createFastFixture();
    await fixture.write({ 'stack/main.tf': `${REQUIRED}${THING}` });
    await fixture.apply();
    await fixture.change('light_thing', 'a', { number: 5 });
    await fixture.forgetCalls();
  });
  afterEach(async () => {
    const started = new Set((await fixture.calls()).map(({ pid }) => pid));
    // A kill takes effect a moment after it was sent; a zombie has ended.
    for (const pid of started) while ((await identify(pid)) !== null) await sleep(20);
    await fixture.remove();
  });

  const expectDrift = (outcome: PlanOutcome): void => {
    expect(outcome.kind, JSON.stringify(outcome)).toBe('changed');
    if (outcome.kind !== 'changed') return;
    const plan = JSON.parse(outcome.planJson) as {
      resource_drift: { change: { after: { number: number } } }[];
    };
    expect(plan.resource_drift.map(({ change }) => change.after.number)).toEqual([5]);
  };
  const named = async (name: string): Promise<number> =>
    (await fixture.calls()).filter((call) => call.name === name).length;

  it('asks for the schema and the check of the configuration once, and configures in every scan', async () => {
    expect((await fixture.scan()).way).toEqual(FAST);
    // One scan in fifty is audited, which asks for everything again; three in a row are not.
    for (let tries = 0; tries < 3; tries += 1) {
      await fixture.forgetCalls();
      const again = await fixture.scan();
      expectDrift(again);
      expect(again.way).toEqual(FAST);
      if ((await named('GetProviderSchema')) === 0) break;
    }
    expect(await named('GetProviderSchema')).toBe(0);
    expect(await named('ValidateProviderConfig')).toBe(0);
    expect(await named('ConfigureProvider')).toBe(1);
    expect(await named('ApplyResourceChange')).toBe(0);
  });

  it('never remembers a configuration that the provider warned of', async () => {
    await fixture.faults({ warnOnConfig: true });
    for (let i = 0; i < 2; i += 1) expect((await fixture.scan()).warnings).toHaveLength(1);
    await fixture.forgetCalls();
    expect((await fixture.scan()).way).toEqual(FAST);
    expect(await named('ValidateProviderConfig')).toBeGreaterThan(0);
  });

  it('uses credentials that were changed since the last scan', async () => {
    await fixture.credentials('first');
    await fixture.scan();
    await fixture.credentials('second');
    await fixture.forgetCalls();
    expect((await fixture.scan()).way).toEqual(FAST);
    expect(await named('credentials second')).toBe(1);
    expect(await named('credentials first')).toBe(0);
  });

  it.each(['ReadResource', 'ConfigureProvider', 'PlanResourceChange', 'UpgradeResourceState'])(
    'runs bare when the provider dies at %s',
    async (dieAttachedOn) => {
      await fixture.faults({ dieAttachedOn });
      const outcome = await fixture.scan();
      expectDrift(outcome);
      expect(outcome.way?.used).toBe('bare');
    },
  );

  it('runs bare when the sockets are gone', async () => {
    const runs = join(fixture.cache.root, 'runs');
    const outcome = await fixture.engine().plan(
      fixture.stack(),
      (progress) => {
        if (progress.kind === 'phase' && progress.phase === 'plan') removeSockets(runs);
      },
      new AbortController().signal,
    );
    expectDrift(outcome);
    expect(outcome.way?.used).toBe('bare');
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['emptied', () => Buffer.alloc(0)],
    ['changed in the first byte', (bytes: Buffer) => flipped(bytes, 0)],
    ['changed in the middle', (bytes: Buffer) => flipped(bytes, Math.floor(bytes.length / 2))],
    ['changed in the last byte', (bytes: Buffer) => flipped(bytes, bytes.length - 1)],
    ['of another time', (bytes: Buffer) => Buffer.concat([Buffer.alloc(32), bytes.subarray(32)])],
  ])('learns again what was kept and is %s', async (_, spoil) => {
    await fixture.scan();
    const kept = await filesBelow(join(fixture.cache.root, 'fast'));
    expect(kept.length).toBeGreaterThan(3);
    for (const file of kept) await writeFile(file, spoil(await readFile(file)));
    const outcome = await fixture.scan();
    expectDrift(outcome);
    expect(outcome.way).toEqual(FAST);
  });

  it('runs bare when nothing can be kept', async () => {
    await rm(join(fixture.cache.root, 'fast'), { recursive: true, force: true });
    await writeFile(join(fixture.cache.root, 'fast'), 'in the way');
    const outcome = await fixture.scan();
    expectDrift(outcome);
    expect(outcome.way?.used).toBe('bare');
  });

  it('gives no answer when the package was replaced, as the bare way gives none', async () => {
    await fixture.scan();
    await writePackage(fixture.mirror, 'kedge/light', 'replaced');
    const outcome = await fixture.scan();
    expect(outcome).toMatchObject({ kind: 'unknown', way: { used: 'bare' } });
    expect(outcome.way?.why).toContain('not one that the lock file allows');
  });

  it('lets two scans at once fill the same caches', async () => {
    const outcomes = await Promise.all([fixture.scan(), fixture.scan({ id: 'other' }), fixture.scan()]);
    for (const outcome of outcomes) expectDrift(outcome);
    expect((await fixture.scan()).way).toEqual(FAST);
  });

  it('switches itself off for a package when an audit finds a difference, and keeps both answers', async () => {
    await fixture.faults({ lieInPlainText: true });
    const outcome = await fixture.scan();
    expectDrift(outcome);
    expect(outcome.way?.why).toContain('an audit found a difference in the plan as JSON');
    const folder = /[^ ]*differences[^ ]*/.exec(outcome.way?.why ?? '')?.[0] ?? '';
    expect((await readdir(folder)).toSorted()).toEqual(['bare.json', 'fast.json']);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'fast.json'))).mode & 0o777).toBe(0o600);
    await fixture.forgetCalls();
    const later = await fixture.scan();
    expectDrift(later);
    expect(later.way).toEqual(outcome.way);
    expect(await readFile(join(folder, 'bare.json'), 'utf8')).toContain('light_thing');
  });

  it('blames nobody when a plan differs in every run', async () => {
    await fixture.faults({ answerAnew: true });
    expect((await fixture.scan()).way?.why).toContain('two bare plans in a row differed');
    await fixture.faults({});
    expect((await fixture.scan()).way).toEqual(FAST);
  });

  it('learns from a bare plan which types only a state elsewhere names', async () => {
    const elsewhere = (rest: string): string =>
      `${REQUIRED.replace('required_providers', 'backend "local" {\n    path = "../state/elsewhere.tfstate"\n  }\n  required_providers')}${rest}`;
    const far = { folder: fixture.folder('far') };
    const thing = THING.replaceAll('"a"', '"b"');
    const queue = 'resource "aws_sqs_queue" "q" { name = "q" }\n';
    await fixture.write({ 'far/main.tf': elsewhere(`${thing}${queue}`) });
    await fixture.asUser(['init', '-input=false', `-plugin-dir=${fixture.mirror}`], 'far');
    await fixture.asUser(['apply', '-auto-approve', '-input=false'], 'far');
    await fixture.write({ 'far/main.tf': elsewhere(thing) });
    expect(await fixture.scan(far)).toMatchObject({ kind: 'changed', way: { used: 'bare' } });
    expect(await fixture.scan(far)).toMatchObject({ kind: 'changed', way: FAST });
  });

  it('runs bare where the providers are somebody else’s, or the user says so', async () => {
    expect((await fixture.scan({ fast: 'off' })).way).toEqual({
      used: 'bare',
      why: 'it is switched off for this stack',
    });
    await fixture.write({ 'home.tfrc': 'provider_installation {\n  dev_overrides {}\n  direct {}\n}\n' });
    fixture.env['TF_CLI_CONFIG_FILE'] = fixture.folder('home.tfrc');
    expect((await fixture.scan()).way?.why).toContain('sets dev_overrides');
    fixture.env['TF_CLI_CONFIG_FILE'] = undefined;
    fixture.env['TF_REATTACH_PROVIDERS'] = '{}';
    expect((await fixture.scan()).way?.why).toContain('TF_REATTACH_PROVIDERS is set');
  });

  it('ends at once and leaves nothing behind when it is stopped', async () => {
    await fixture.scan();
    await fixture.forgetCalls();
    await fixture.faults({ hangReads: true });
    const controller = new AbortController();
    const scan = fixture.scan({}, controller.signal);
    while ((await named('ReadResource')) === 0) await sleep(20);
    controller.abort();
    expect(await scan).toMatchObject({ kind: 'unknown', reason: 'cancelled' });
    expect(await readdir(join(fixture.cache.root, 'runs'))).toEqual([]);
  });

  it('is swept up after a kill', async () => {
    await fixture.scan();
    await fixture.forgetCalls();
    await fixture.faults({ hangReads: true });
    const child = spawn(process.execPath, ['--input-type=module', '-e', await killedScan(fixture)], {
      env: { ...fixture.env, KEDGE_CACHE_DIR: fixture.cache.root },
      stdio: 'inherit',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while ((await named('ReadResource')) === 0 && child.exitCode === null) await sleep(20);
    child.kill('SIGKILL');
    await ended;
    await fixture.cache.sweep();
    expect(await readdir(join(fixture.cache.root, 'runs'))).toEqual([]);
  });
});

/** A program that scans as Kedge does, to be killed. */
async function killedScan(fixture: FastFixture): Promise<string> {
  const module = (path: string): string => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  return Promise.resolve(`
    import { createTerraformEngine } from ${module('adapters/engines/terraform/terraform-engine.ts')};
    import { openPrivateCache } from ${module('platform/private-cache.ts')};
    const { cache } = await openPrivateCache(process.env);
    const engine = createTerraformEngine({ cache, env: process.env, log: () => {} });
    await engine.plan(${JSON.stringify(fixture.stack())}, () => {}, new AbortController().signal);
  `);
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function removeSockets(runs: string): void {
  for (const run of readdirSync(runs)) rmSync(join(runs, run, 'fast'), { recursive: true, force: true });
}
