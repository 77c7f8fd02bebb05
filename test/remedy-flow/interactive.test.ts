import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findProgram } from '#platform/find-program.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import { foundAt, states } from './flow-steps.ts';

const noTerminal = findProgram('script', process.env) === null ? 'needs script of util-linux' : null;
const missing = skipReason(await realParts(), ['terraform', 'git']) ?? noTerminal;
const MINUTES = 10 * 60_000;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const CODE = `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  number = 1
}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
`;

/** A person at a terminal, who types each answer when its question has come. */
function atTerminal(
  flow: Flow,
  args: readonly string[],
  answers: readonly (readonly [question: RegExp, answer: string])[],
  beforeAnswer: () => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly exitCode: number | null; readonly screen: string }> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
    cwd: flow.repo,
    env: { ...flow.env, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const left = [...answers];
  let screen = '';
  let from = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const [next] = left;
    if (next === undefined || !next[0].test(screen.slice(from))) return;
    left.shift();
    from = screen.length;
    void beforeAnswer().then(() => child.stdin.write(`${next[1]}\n`));
  });
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, screen })));
}

describe.skipIf(missing !== null)(`at a terminal${because(missing)}`, () => {
  const memory = quickMemory();

  it(
    'one difference after the other is decided, and a plan is applied only after a yes',
    async () => {
      const flow = await createFlow({ files: { 'stack/main.tf': CODE }, ...(await memory()) });
      await flow.change('light_thing', 'a', { number: 6 });
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.a number');
      const choice = /\[q\]uit: $/;
      const decided = await atTerminal(
        flow,
        ['decide'],
        [
          [choice, 'x'],
          [choice, 'r'],
          [/Why: $/, 'see'],
          [choice, 'r'],
          [/Why: $/, 'opened by mistake'],
          [choice, 's'],
        ],
      );
      expect(decided.exitCode, decided.screen).toBe(0);
      expect(decided.screen).toMatch(
        /1 of 2[^]*light_thing\.a number[^]*says too little[^]*To be reverted[^]*2 of 2/,
      );
      expect(await states(flow)).toEqual([
        'approved conflict light_thing.a number',
        'open conflict light_thing.b number',
      ]);
      const refused = await atTerminal(flow, ['fix', id], [[/does: $/, 'y']]);
      expect(refused.screen).toMatch(/number {2}6 -> 1[^]*not `yes`/);
      expect(refused.exitCode).toBe(4);
      expect(await flow.applyCalls()).toBe(0);
      // Somebody changes it while the plan is on the screen.
      const moving = atTerminal(flow, ['fix', id], [[/does: $/, 'yes']], async () => {
        await flow.change('light_thing', 'a', { number: 9 });
        await sleep(5_500);
      });
      expect(await moving).toMatchObject({
        exitCode: 4,
        screen: expect.stringMatching(/reality_moved/) as string,
      });
      expect(await flow.applyCalls()).toBe(0);
      await flow.change('light_thing', 'a', { number: 6 });
      const fixed = await atTerminal(flow, ['fix', id], [[/does: $/, 'yes']]);
      expect(fixed.exitCode, fixed.screen).toBe(0);
      expect(fixed.screen).toContain('Verified');
      expect(await flow.applyCalls()).toBe(1);
    },
    MINUTES,
  );
});
