import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { gitFixture, snapshot, withoutGit, type GitFixture } from './git-fixture.ts';

const ROUNDS = 50;

let world: GitFixture;
let top: string;
let parent: string;
beforeEach(async () => {
  world = await gitFixture();
  top = await world.repositoryWith('shop', { 'main.tf': 'a = 1\n', 'net/main.tf': 'b = 1\n' });
  parent = world.git(top, 'rev-parse', 'HEAD').trim();
  await world.write(top, { 'main.tf': 'unsaved\n' });
});
afterEach(() => world.remove());

const at = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../src', path));

/** Another Kedge that says when it begins. */
function startKedge(program: string) {
  const text = `
    import { createRepository } from ${at('adapters/git/repository.ts')};
    import { openPrivateCache } from ${at('platform/private-cache.ts')};
    const { cache } = await openPrivateCache(process.env);
    const repository = createRepository({ cache, env: process.env, log: () => undefined });
    process.stdout.write('begin');
    ${program}`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', text], {
    env: world.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const committing = (round: number): string => `
  const made = await repository.commit(${JSON.stringify(requestOf(round))});
  await repository.createBranch(${JSON.stringify(top)}, 'kedge/adopt-${round}', made.commit);`;

const checkingOut = (): string => `
  const request = ${JSON.stringify({ top, commit: parent, inputsFrom: ['net'] })};
  await repository.withWorktree(request, async () => 1);`;

/** Kills it at a random moment of `whole` milliseconds, with or without its Git; whether it was still there. */
async function killed(program: string, whole: number, withGit: boolean): Promise<boolean> {
  const kedge = startKedge(program);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    kedge.once('exit', (_, signal) => resolve(signal));
  });
  await new Promise((resolve) => kedge.stdout.once('data', resolve));
  await sleep(Math.random() * whole);
  if (withGit) await killWithGit(kedge.pid ?? 0);
  else kedge.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

const requestOf = (round: number) => ({
  top,
  parent,
  files: [{ path: 'net/main.tf', text: `b = ${round + 2}\n` }],
  message: `Adopt ${round}`,
  author: 'Bo <bo@example.com>',
  at: '2024-05-06T07:08:09Z',
});

/** Git runs in groups of its own and would live on; a machine that runs out of memory kills those too. */
async function killWithGit(pid: number): Promise<void> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  for (const child of [pid, ...children]) {
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}

async function commitAgain(round: number): Promise<string> {
  const made = await world.repository.commit(requestOf(round));
  if ('problem' in made) throw new Error(made.problem);
  return made.commit;
}

/** A run that was killed before it had written its owner down is swept up only when it is old. */
async function leftOverRuns(): Promise<readonly string[]> {
  const runs = join(world.cache.root, 'runs');
  for (const name of await readdir(runs)) await utimes(join(runs, name), 0, 0);
  await world.cache.sweep();
  return readdir(runs);
}

/** The next Kedge makes the branch, unless the killed Git left its lock: then it says which file that is. */
async function finish(round: number, commit: string): Promise<void> {
  const name = `kedge/adopt-${round}`;
  const lock = join(top, '.git/refs/heads', `${name}.lock`);
  const answer = await world.repository.createBranch(top, name, commit);
  const branch = await world.repository.branchCommit(top, name);
  const told = JSON.stringify(answer).includes(`delete ${lock} and try again`);
  expect(existsSync(lock) ? told : branch === commit).toBe(true);
}

/** How long one takes here and now, in milliseconds, so that the kills fall all over it. */
async function durationOfOne(program: string): Promise<number> {
  const kedge = startKedge(program);
  await new Promise((resolve) => kedge.stdout.once('data', resolve));
  const begun = performance.now();
  await new Promise((resolve) => kedge.once('exit', resolve));
  return performance.now() - begun;
}

describe.skipIf(withoutGit !== null)(
  `a kill -9 in the middle of a commit and its branch${because(withoutGit)}`,
  () => {
    it(
      `leaves the repository sound, work tree and index alone, and the branch absent or right, ${ROUNDS} times`,
      { timeout: 300_000 },
      async () => {
        const before = snapshot(top);
        const seen = { killed: 0, absent: 0, right: 0 };
        const whole = await durationOfOne(committing(ROUNDS));
        for (let round = 0; round < ROUNDS; round += 1) {
          if (await killed(committing(round), whole, round % 2 === 1)) seen.killed += 1;
          // A Git that was let live ends by itself.
          await sleep(20);

          const commit = await commitAgain(round);
          const branch = await world.repository.branchCommit(top, `kedge/adopt-${round}`);
          expect([null, commit]).toContain(branch);
          seen[branch === null ? 'absent' : 'right'] += 1;
          if (branch === null) await finish(round, commit);
          expect(snapshot(top)).toBe(before);
        }
        // Exits with an error for what is broken; objects that nobody names are none.
        world.git(top, 'fsck', '--strict', '--no-dangling');
        expect(seen.absent + seen.right).toBe(ROUNDS);
        expect(seen.killed).toBeGreaterThan(0);
        expect(await leftOverRuns()).toEqual([]);
      },
    );
  },
);

describe.skipIf(withoutGit !== null)(`a kill -9 in the middle of a work tree${because(withoutGit)}`, () => {
  it('leaves nothing behind that the next one does not clear, 20 times', { timeout: 300_000 }, async () => {
    await world.write(top, { 'net/terraform.tfstate': '{}' });
    const before = snapshot(top);
    const whole = await durationOfOne(checkingOut());
    let kills = 0;
    for (let round = 0; round < 20; round += 1) {
      if (await killed(checkingOut(), whole, round % 2 === 1)) kills += 1;
      const request = { top, commit: parent, inputsFrom: ['net'] };
      const seen = await world.repository.withWorktree(request, async (folder) =>
        (await readdir(join(folder, 'net'))).toSorted(),
      );
      expect(seen).toEqual(['main.tf', 'terraform.tfstate']);
      expect(snapshot(top)).toBe(before);
    }
    expect(kills).toBeGreaterThan(0);
    const entries = await readdir(join(top, '.git/worktrees')).catch(() => []);
    for (const entry of entries) await utimes(join(top, '.git/worktrees', entry), 0, 0);
    await world.repository.withWorktree({ top, commit: parent, inputsFrom: [] }, async () => 1);
    expect(await readdir(join(top, '.git/worktrees')).catch(() => [])).toEqual([]);
    expect(world.git(top, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    world.git(top, 'fsck', '--strict', '--no-dangling');
  });
});
