import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApplication, run } from '@stricli/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { textWidth } from '../report/text-width.ts';
import { judgeRoutes } from './judge.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/judge/', import.meta.url));
const ERRORS = ['--metrics', join(EXAMPLES, 'errors.csv'), '--at', '2026-03-02T12:00Z'];
const LATENCY = [
  '--metrics',
  join(EXAMPLES, 'latency.csv'),
  '--series',
  'checkout',
  '--at',
  '2026-04-01T00:00Z',
];

const application = buildApplication(judgeRoutes, {
  name: 'kedge judge',
  scanner: { caseStyle: 'allow-kebab-for-camel' },
  documentation: { caseStyle: 'convert-camel-to-kebab' },
  determineExitCode: () => EXIT.error,
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-judge-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function judge(...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const own: {
    stdout: { write: (text: string) => void };
    stderr: { write: (text: string) => void };
    exitCode?: number | string | null;
  } = {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
  };
  const signal = new AbortController().signal;
  await run(application, args, { process: own, env: {}, cwd: folder, version: '0', signal });
  return { stdout, stderr, exitCode: own.exitCode };
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return name;
}

describe('kedge judge', () => {
  it('calls the failing release of the examples, and shows when', async () => {
    const { stdout, exitCode } = await judge(...ERRORS);
    expect(exitCode).toBe(EXIT.drift);
    expect(stdout).toMatch(/^REGRESSED {2}watched 12h of 24h from 2026-03-02T12:00Z/);
    expect(stdout).toContain('┊ called after 5m');
    expect(stdout).toContain('144 looks at 144 of 144 blocks of 5m');
  });

  it('clears the calm release of the examples, and says what would have been seen', async () => {
    const { stdout, exitCode } = await judge(...LATENCY);
    expect(exitCode).toBe(EXIT.inSync);
    expect(stdout).toContain('four of five watches would show a change of');
    expect(stdout).toContain('3 series lend 60 days');
    const wide = stdout.split('\n').filter((line) => textWidth(line) > 90);
    expect(wide).toEqual([]);
  });

  it('is inconclusive while the watch runs, and when it was contaminated', async () => {
    expect((await judge(...LATENCY, '--until', '2026-04-01T12:00Z')).exitCode).toBe(EXIT.unknown);
    const dirty = await judge(
      ...ERRORS,
      '--contaminated',
      '2026-03-02T12:00Z/2026-03-02T13:00Z the stack drifted',
    );
    expect(dirty.exitCode).toBe(EXIT.unknown);
    expect(dirty.stdout).toContain(
      'contaminated from 2026-03-02T12:00Z to 2026-03-02T13:00Z: the stack drifted',
    );
  });

  it('stores a verdict that replays, and draws the same picture from both', async () => {
    const { stdout } = await judge(...LATENCY, '--json', '--svg', 'one.svg');
    await file('verdict.json', stdout);
    const replayed = await judge('replay', 'verdict.json', '--svg', 'two.svg');
    expect(replayed.stdout).toMatch(/^Reproduced byte for byte/);
    expect(replayed.exitCode).toBe(EXIT.inSync);
    const svg = await readFile(join(folder, 'one.svg'), 'utf8');
    expect(await readFile(join(folder, 'two.svg'), 'utf8')).toBe(svg);
    expect(svg).toContain('CLEARED');
  });

  it('does not replay what was changed', async () => {
    const { stdout } = await judge(...ERRORS, '--json');
    await file('changed.json', stdout.replaceAll('REGRESSED', 'CLEARED'));
    const { exitCode, stderr } = await judge('replay', 'changed.json');
    expect(exitCode).toBe(EXIT.error);
    expect(stderr).toContain('was not reproduced');
  });

  it('says what would be seen, and refuses what lies below the noise', async () => {
    const calm = await judge(...LATENCY, '--power');
    expect(calm.exitCode).toBe(EXIT.inSync);
    expect(calm.stdout).toMatch(/after +24h {2}a change of/);
    const refused = await judge(...LATENCY, '--power', '--must-detect', '6%');
    expect(refused.exitCode).toBe(EXIT.unknown);
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain('noisier than the plan');
  });
});

describe('what cannot be judged', () => {
  it.each([
    [['--metrics', 'nowhere.csv', '--at', '2026-01-01'], 'ENOENT'],
    [LATENCY.filter((word) => word !== '--series' && word !== 'checkout'), 'Say with --series'],
    [[...LATENCY, '--tolerance', 'speed=5%'], 'No metric is named "speed"'],
    [[...LATENCY, '--tolerance', '30%'], 'not above its tolerance'],
    [[...LATENCY, '--block', '7m'], 'cannot be judged'],
    [[...ERRORS.slice(0, 2), '--at', 'noon'], 'It must be a time'],
    [[...ERRORS, '--alpha', '20%'], '5% or 1%'],
    [['replay', 'nowhere.json'], 'Cannot read the verdict'],
  ])('%j is said in words', async (args, words) => {
    const { exitCode, stderr } = await judge(...args);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(exitCode).not.toBe(EXIT.inSync);
  });

  it('a file without rows, or of one value, is inconclusive or an error, never cleared', async () => {
    const none = await file('none.csv', 'time,value\n');
    const one = await file('one.csv', 'time,value\n2026-01-01T00:00Z,5\n');
    expect((await judge('--metrics', none, '--at', '2026-01-01')).exitCode).toBe(EXIT.error);
    expect((await judge('--metrics', one, '--at', '2026-01-01', '--block', '1h')).exitCode).toBe(
      EXIT.unknown,
    );
  });

  it('hostile names and times change nothing but themselves', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${1_700_000_000 + i * 300},"evil\u001b[31m",${i % 7}`,
    );
    const name = await file(
      'evil.csv',
      `time,metric,value\n99999999999999,x,1\n-5,x,1\n${rows.join('\n')}\n`,
    );
    const { stdout, exitCode } = await judge('--metrics', name, '--at', '1700050000');
    expect(exitCode).toBe(EXIT.unknown);
    expect(stdout).not.toContain('\u001b');
  });

  it('a million rows are judged', async () => {
    const rows: string[] = ['time,arm,errors,requests'];
    for (let i = 0; i < 500_000; i += 1)
      rows.push(`${1_700_000_000 + i},release,${i % 3},100`, `${1_700_000_000 + i},control,${i % 3},100`);
    const name = await file('million.csv', rows.join('\n'));
    const { stdout } = await judge('--metrics', name, '--at', '1700300000', '--json');
    expect(stdout.slice(0, 200)).toContain('"outcome": "CLEARED"');
  });
});
