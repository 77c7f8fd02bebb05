import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleave } from './measure/interleave.ts';
import { measuredProcess } from './measure/measured-process.ts';
import type { BenchResult } from './measure/result.ts';
import type { Reading } from './plan-file-reader.ts';
import { largePlan } from './stacks/large-plan.ts';

const READER = fileURLToPath(new URL('plan-file-reader.ts', import.meta.url));
const SIZE = { resources: 7_500, conflicts: 220, absorbed: 60, deleted: 20, unapplied: 100 } as const;

export async function bench(runs: number, tell: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-bench-plan-'));
  try {
    const file = join(folder, 'plan.json');
    await writeFile(file, JSON.stringify(largePlan(SIZE)));
    const megabytes = (await stat(file)).size / 1e6;
    tell(`a plan of ${megabytes.toFixed(1)} MB`);
    const read = (rival: string) => (): Promise<Reading> => readWith(rival, file);
    const { ours, rival } = await interleave(runs, read('classify'), read('parse'));
    return {
      title: `A plan of ${megabytes.toFixed(0)} MB, read and classified`,
      rival: '`JSON.parse` of the same text',
      notes: [
        `${SIZE.resources} resources of five AWS types in modules: ${SIZE.conflicts} changed and planned back, ${SIZE.absorbed} changed and left, ${SIZE.deleted} deleted, ${SIZE.unapplied} changed in the code, the rest no-ops; ${ours[0]?.found ?? 0} differences found.`,
        'Each run is a fresh process; the clock starts when the text is in memory, the modules are loaded and the severity rules compiled. Memory is the peak of the resident set with the text in it, in MiB.',
      ],
      rows: [
        {
          what: 'wall',
          unit: 'ms',
          ours: ours.map(wall),
          rival: rival.map(wall),
          aim: { kind: 'ratio at most', limit: 1.5 },
        },
        {
          what: 'peak memory',
          unit: 'MB',
          ours: ours.map(memory),
          rival: rival.map(memory),
          aim: { kind: 'ours below', limit: 1024 },
        },
      ],
      skipped: [],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const wall = (reading: Reading): number => reading.wall_ms;
const memory = (reading: Reading): number => reading.memory_mb;

async function readWith(rival: string, file: string): Promise<Reading> {
  const { stdout } = await measuredProcess({
    argv: [process.execPath, READER, rival, file],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    expected: [0],
  });
  return JSON.parse(stdout) as Reading;
}
