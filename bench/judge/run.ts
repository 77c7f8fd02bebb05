import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { JUDGE_VERSION } from '#domain/release/judge-release.ts';
import { runBeforeAfterCell } from './cell-before-after.ts';
import { runWithControlCell } from './cell-with-control.ts';
import { hasCorpus, runCorpusDomain } from './corpus.ts';
import { CELLS, CORPUS, RUNS, SEED, START_HOURS, type Cell, type CorpusDomain } from './grid.ts';
import { resultsMarkdown } from './markdown.ts';
import type { CellResult, EffectResult } from './tally.ts';

/** What is committed: every cell with the conditions it was made under. */
export interface Results {
  readonly seed: string;
  readonly cells: readonly (CellResult & { readonly made: Made })[];
}

interface Made {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly judge: string;
  readonly cpuSeconds: number;
}

const FILE = fileURLToPath(new URL('results.json', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/judge.md', import.meta.url));
const FROM = '<!-- from here on written by bench/judge/run.ts -->';
const TO = '<!-- to here -->';
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Results;
  } catch {
    return { seed: SEED, cells: [] };
  }
}

interface Job {
  readonly id: string;
  readonly what: string;
  readonly key: string;
  readonly run: () => readonly EffectResult[];
}

const simulated = (cell: Cell): Job => ({
  id: cell.id,
  what: cell.what,
  key: JSON.stringify([SEED, RUNS, JUDGE_VERSION, cell]),
  run: () => (cell.judge === 'E3' ? runBeforeAfterCell(cell) : runWithControlCell(cell)),
});

/** The public series, by the judge as it is and without its look at the week before. */
const measured = (domain: CorpusDomain): readonly Job[] =>
  [true, false].map((dayTypes) => ({
    id: `corpus/${domain.id}${dayTypes ? '' : ', without day types'}`,
    what: `public series: ${domain.id}${dayTypes ? '' : ', without the week before'}`,
    key: JSON.stringify([JUDGE_VERSION, START_HOURS, domain]),
    run: () => runCorpusDomain(domain, START_HOURS, dayTypes),
  }));

const jobs = [...CELLS.map(simulated), ...(hasCorpus() ? CORPUS.flatMap(measured) : [])];
/** `again` makes cells anew, `docs` writes the tables into the documentation; every other word is the start of a cell's name. */
const words = process.argv.slice(2);
const asked = words.filter((word) => word !== 'again' && word !== 'docs');
const force = words.includes('again');
const wanted = jobs.filter(
  ({ id }) => (asked.length === 0 && !words.includes('docs')) || asked.some((word) => id.startsWith(word)),
);
if (wanted.length === 0 && asked.length > 0)
  say(`No cell is named ${asked.join(' ')}. There are: ${jobs.map(({ id }) => id).join(', ')}`);

for (const job of wanted) {
  const known = readResults().cells.find(({ id }) => id === job.id);
  if (known?.key === job.key && !force) continue;
  const before = process.cpuUsage();
  const effects = job.run();
  const cpuSeconds = Math.round(process.cpuUsage(before).user / 1e5) / 10;
  const made: Made = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    node: process.versions.node,
    judge: JUDGE_VERSION,
    cpuSeconds,
  };
  // Read anew: another run may have added cells since.
  const others = readResults().cells.filter(({ id }) => id !== job.id);
  // The public series are no jobs where they are not at hand; they stand last.
  const order = (id: string): number => {
    const at = jobs.findIndex((each) => each.id === id);
    return at < 0 ? jobs.length : at;
  };
  const cells = [...others, { id: job.id, what: job.what, key: job.key, effects, made }].toSorted(
    (a, b) => order(a.id) - order(b.id),
  );
  writeFileSync(FILE, `${JSON.stringify({ seed: SEED, cells }, null, 1)}\n`);
  say(`${job.id}: ${cpuSeconds} s`);
}
const measuredIds = new Set(readResults().cells.map(({ id }) => id));
const missing = jobs.filter(({ id }) => !measuredIds.has(id)).map(({ id }) => id);
const open = missing.length === 0 ? '' : `\nOf the grid not run yet: ${missing.join(', ')}.\n`;
const markdown = `${resultsMarkdown(readResults().cells)}${open}`;
if (words.includes('docs')) writeDocs(markdown);
else process.stdout.write(markdown);

/** Between the two marks of docs/judge.md, so that what is shown there is what was measured. */
function writeDocs(tables: string): void {
  const [before = '', rest = ''] = readFileSync(DOCS, 'utf8').split(FROM);
  const after = rest.split(TO)[1] ?? '';
  writeFileSync(DOCS, `${before}${FROM}\n\n${tables.trimEnd()}\n\n${TO}${after}`);
}
