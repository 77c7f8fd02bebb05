import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify } from '#platform/process-identity.ts';
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts';

/** Faults that the real engine cannot be made to have at will: a script stands in its place. */
let fixture: StackFixture;
beforeEach(async () => {
  fixture = await createStackFixture('terraform');
  await fixture.write({ 'stack/main.tf': '' });
});
afterEach(() => fixture.remove());

const VERSION = `if [ "$1" = version ]; then echo '{"terraform_version":"1.11.4"}'; exit 0; fi`;
/** Answers `version` and a quick `init`; `plan` and `show` are the script's. */
const engine = (plan: string): Promise<string> =>
  fixture.fakeEngine(`${VERSION}\nif [ "$1" = init ]; then exit 0; fi\n${plan}`);

/** Behaves as Terraform with a provider: stops on SIGINT when it may, its provider does not care. */
const slow = (trap: string): string => `
  ( trap '' INT TERM; echo started; while :; do sleep 0.05; done ) > '${fixture.root}/provider.log' &
  echo $! > '${fixture.root}/provider'
  trap ${trap} INT
  echo $$ > '${fixture.root}/leader'
  while :; do sleep 0.05; done`;

async function pidIn(name: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(fixture.root, name), 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await sleep(10);
  }
}

async function becomesGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i += 1) {
    if ((await identify(pid)) === null) return true;
    await sleep(20);
  }
  return false;
}

const runFolders = (): Promise<string[]> => readdir(join(fixture.cache.root, 'runs'));

describe('a scan that is stopped', () => {
  it.each([
    ['an engine that stops when asked', "'exit 1'"],
    ['an engine that does not listen', "''"],
  ])('by cancelling leaves no process and no plan file, with %s', async (_, trap) => {
    const binary = await engine(slow(trap));
    const controller = new AbortController();
    const scan = fixture.plan({ binary }, { signal: controller.signal });
    const [leader, provider] = await Promise.all([pidIn('leader'), pidIn('provider')]);
    controller.abort();
    expect(await scan).toMatchObject({ kind: 'unknown', reason: 'cancelled' });
    expect(await becomesGone(leader)).toBe(true);
    expect(await becomesGone(provider)).toBe(true);
    expect(await runFolders()).toEqual([]);
  });

  it('by its time limit leaves no process and no plan file', async () => {
    const binary = await engine(slow("'exit 1'"));
    const outcome = await fixture.plan({ binary, timeoutMs: 1_000 });
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'timeout' });
    expect(await becomesGone(await pidIn('leader'))).toBe(true);
    expect(await becomesGone(await pidIn('provider'))).toBe(true);
    expect(await runFolders()).toEqual([]);
  });

  it('during init is told as stopped, not as a failed init', async () => {
    const binary = await fixture.fakeEngine(`${VERSION}\n${slow("'exit 1'")}`);
    expect(await fixture.plan({ binary, timeoutMs: 1_000 })).toMatchObject({
      kind: 'unknown',
      reason: 'timeout',
    });
  });

  it('during init leaves no earlier init to be trusted', async () => {
    const binary = await engine('exit 0');
    const inits = (): number => fixture.log.filter((line) => line.includes(' init ')).length;
    await fixture.plan({ binary });
    await fixture.write({ 'stack/main.tf': 'locals {\n  a = 1\n}\n' });
    const controller = new AbortController();
    controller.abort();
    await fixture.plan({ binary }, { signal: controller.signal });
    // The code is again what it was when init last ended well, but the data folder may not be.
    await fixture.write({ 'stack/main.tf': '' });
    const before = inits();
    await fixture.plan({ binary });
    expect(inits()).toBe(before + 1);
  });

  it('before it began starts nothing', async () => {
    const binary = await engine(`touch '${fixture.root}/planned'`);
    expect(await fixture.plan({ binary }, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'unknown',
      reason: 'cancelled',
    });
    expect(await stat(join(fixture.root, 'planned')).catch(() => null)).toBeNull();
  });
});

describe('a provider that the engine forgot', () => {
  it('is gone after a plan that ended well', async () => {
    const binary = await engine(`sleep 600 & echo $! > '${fixture.root}/provider'; exit 0`);
    expect(await fixture.plan({ binary })).toMatchObject({ kind: 'unchanged' });
    expect(await becomesGone(await pidIn('provider'))).toBe(true);
  });
});

describe('a plan that fails', () => {
  const says = (diagnostic: object): string => `echo '${JSON.stringify({ type: 'diagnostic', diagnostic })}'`;

  it('for want of a permission names it', async () => {
    const binary = await engine(
      `${says({
        severity: 'error',
        summary: 'reading SQS Queue',
        detail:
          'api error AccessDenied: User: arn:aws:iam::1:user/ci is not authorized to perform: sqs:GetQueueAttributes on resource: x',
        address: 'aws_sqs_queue.jobs',
      })}; exit 1`,
    );
    const outcome = await fixture.plan({ binary });
    expect(outcome).toMatchObject({
      kind: 'unknown',
      reason: 'unauthorised',
      missingAction: 'sqs:GetQueueAttributes',
    });
    expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/^aws_sqs_queue\.jobs: reading SQS Queue/);
  });

  it('is incomplete when the engine says that it was narrowed, and never green', async () => {
    const binary = await engine(
      `${says({ severity: 'warning', summary: 'Resource targeting is in effect', detail: 'You are creating a plan with -target' })}; exit 0`,
    );
    expect(await fixture.plan({ binary })).toMatchObject({ kind: 'unknown', reason: 'incomplete' });
  });

  it('tells how many resources it had read and what it warned of', async () => {
    const read = JSON.stringify({ type: 'refresh_complete', hook: { resource: { addr: 'a.b' } } });
    const binary = await engine(
      `echo '${read}'; ${says({ severity: 'warning', summary: 'Old' })}; kill -9 $$`,
    );
    expect(await fixture.plan({ binary })).toMatchObject({
      kind: 'unknown',
      reason: 'plan_errored',
      resourcesRead: 1,
      warnings: ['Old'],
      detail: 'The plan was ended by SIGKILL from outside; the machine may be short of memory.',
    });
  });

  it('only when it is read back is show_failed', async () => {
    const binary = await engine('if [ "$1" = show ]; then echo "Error: no" >&2; exit 1; fi; exit 2');
    expect(await fixture.plan({ binary })).toMatchObject({
      kind: 'unknown',
      reason: 'show_failed',
      detail: 'no',
    });
  });

  it('is internal when Kedge cannot use its own cache', async () => {
    const binary = await engine('exit 0');
    await fixture.plan({ binary });
    await rm(join(fixture.cache.root, 'stacks'), { recursive: true });
    await writeFile(join(fixture.cache.root, 'stacks'), '');
    expect(await fixture.plan({ binary })).toMatchObject({ kind: 'unknown', reason: 'internal' });
  });
});

describe('the environment of a scan', () => {
  it('has no secret of the shell in it, and the data folder lies in the cache', async () => {
    Object.assign(fixture.env, {
      NPM_TOKEN: 'canary',
      TF_LOG: 'TRACE',
      TF_WORKSPACE: 'default',
      AWS_PROFILE: 'mine',
      MINE: 'let through',
    });
    const seen = join(fixture.root, 'env');
    const binary = await engine(`env > '${seen}'`);
    await fixture.plan({ binary, allowEnv: ['MINE'] });
    const text = await readFile(seen, 'utf8');
    expect(text).not.toMatch(/NPM_TOKEN|canary|TF_LOG|TF_WORKSPACE/);
    expect(text).toMatch(/^AWS_PROFILE=mine$/m);
    expect(text).toMatch(/^MINE=let through$/m);
    expect(text).toMatch(new RegExp(`^TF_DATA_DIR=${fixture.cache.root}/stacks/[0-9a-f]+/data$`, 'm'));
    expect(text).toMatch(/^TF_IN_AUTOMATION=1$/m);
    expect(text).toMatch(/^TF_INPUT=0$/m);
  });
});
