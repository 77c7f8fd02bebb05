import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configProblemText } from './config-problem-text.ts';
import { loadConfig } from './config.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-schedule-')));
  await mkdir(join(root, '.git'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

it.each([
  [
    'defaults: { schedule: 17 */6 * * }',
    '1:23: `defaults.schedule` must be five fields of cron, such as `17 */6 * * *`. Seen: "17 */6 * *".',
  ],
  [
    'defaults: { schedule: 0 0 31 2 * }',
    '1:23: `defaults.schedule` must name a time that comes: this one never does. Seen: "0 0 31 2 *".',
  ],
  [
    'defaults: { time_zone: Europe/Belrin }',
    '1:24: `defaults.time_zone` must be the name of a time zone, such as Europe/Berlin or UTC. Seen: "Europe/Belrin".',
  ],
  [
    'defaults: { time_zone: "+02:00" }',
    '1:24: `defaults.time_zone` must be the name of a time zone, such as Europe/Berlin or UTC. Seen: "+02:00".',
  ],
  [
    'defaults: { jitter: a while }',
    '1:21: `defaults.jitter` must be 0, or a duration such as 90s, 15m or 1h30m. Seen: "a while".',
  ],
  ['stacks:\n  - { path: a, stale_after: 0 }', '2:29: `stacks[0].stale_after` must be at least 1. Seen: 0.'],
  ['stacks:\n  - { path: a, account: "" }', '2:25: `stacks[0].account` must not be empty. Seen: "".'],
])('is named with its place, what was seen, and what to do: %s', async (text, expected) => {
  await writeFile(join(root, 'kedge.yaml'), text);
  const loaded = await loadConfig(root);
  const problems = 'problems' in loaded ? loaded.problems.map(configProblemText) : [];
  expect(problems).toEqual([`${root}/kedge.yaml:${expected}`]);
});
