import { parseArgs } from 'node:util';
import type { BenchResult } from './measure/result.ts';
import { conditions } from './measure/conditions.ts';
import { markdownOf } from './measure/markdown.ts';

/** A benchmark runs its rivals in turns, `runs` times each, and says on `tell` how far it is. */
export type Bench = (runs: number, tell: (line: string) => void) => Promise<BenchResult>;

interface Entry {
  readonly load: () => Promise<{ readonly bench: Bench }>;
  readonly runs: number;
}

const BENCHES: Readonly<Record<string, Entry>> = {
  scan: { load: () => import('./scan-over-bare.ts'), runs: 15 },
  'plan-file': { load: () => import('./plan-file.ts'), runs: 11 },
  fleet: { load: () => import('./fleet.ts'), runs: 3 },
  fast: { load: () => import('./fast.ts'), runs: 3 },
  memory: { load: () => import('./memory/memory.ts'), runs: 9 },
};

const USAGE = `Usage: node bench/run.ts [${Object.keys(BENCHES).join('|')}]... [--runs N]\n`;

const { values, positionals } = parseArgs({ options: { runs: { type: 'string' } }, allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const strangers = names.filter((name) => !Object.hasOwn(BENCHES, name));
const asked = values.runs === undefined ? null : Number(values.runs);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** How often each rival runs. */
const runsOf = (name: string): number => asked ?? BENCHES[name]?.runs ?? 1;

if (strangers.length > 0 || (asked !== null && !(Number.isInteger(asked) && asked > 0))) {
  process.stderr.write(`Cannot run ${[...strangers, values.runs ?? ''].join(' ').trim()}.\n${USAGE}`);
  process.exitCode = 1;
} else {
  await runAll();
}

/** The table goes to stdout as Markdown, the progress to stderr. */
async function runAll(): Promise<void> {
  const plan = names.map((name) => `${name} ${runsOf(name)}`).join(', ');
  process.stdout.write(`${await conditions(new Date(), plan)}\n`);
  for (const name of names) {
    tell(`bench ${name}`);
    const loaded = await BENCHES[name]?.load();
    if (loaded === undefined) continue;
    process.stdout.write(`${markdownOf(await loaded.bench(runsOf(name), tell))}\n`);
  }
}
