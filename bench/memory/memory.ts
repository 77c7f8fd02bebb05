import { realpathSync } from 'node:fs';
import { sql } from 'kysely';
import { realParts, skipReason } from '#test/real-parts.ts';
import { interleave } from '../measure/interleave.ts';
import type { BenchResult, Row } from '../measure/result.ts';
import { PER_STACK, SCANS_PER_STACK, STACKS } from './differences.ts';
import { filledPglite, filledPostgres, type FilledMemory } from './filled-memory.ts';
import { endOfPage49, OPEN, questions, type Question } from './questions.ts';

/** No command may keep a person waiting for what is remembered. */
const AIM_MS = 500;

/** The plans go to `tell`: they belong to the log of a run, not to its table. */
export async function bench(runs: number, tell: (line: string) => void): Promise<BenchResult> {
  const parts = await realParts();
  const reason = skipReason(parts, ['postgres']);
  if (reason !== null || parts.postgres === null) return nothing(reason ?? '');
  const pglite = await filledPglite();
  tell(`PGlite filled in ${pglite.fill_s.toFixed(0)} s`);
  const postgres = await filledPostgres(realpathSync(parts.postgres));
  tell(`PostgreSQL filled in ${postgres.fill_s.toFixed(0)} s`);
  try {
    const rows: Row[] = [];
    for (const question of questions(await endOfPage49(postgres))) {
      rows.push(await measured(question, runs, pglite, postgres));
      await explain(question, pglite, tell);
      await explain(question, postgres, tell);
    }
    return { ...heading(pglite, postgres), rows, skipped: [] };
  } finally {
    await pglite.close();
    await postgres.close();
  }
}

const TITLE = `${(STACKS * PER_STACK).toLocaleString('en')} remembered differences`;
const RIVAL = 'the same memory in a PostgreSQL server on the same machine';

const nothing = (reason: string): BenchResult => ({
  title: TITLE,
  rival: RIVAL,
  notes: [],
  rows: [],
  skipped: [reason],
});

const heading = (pglite: FilledMemory, postgres: FilledMemory): Omit<BenchResult, 'rows' | 'skipped'> => ({
  title: TITLE,
  rival: RIVAL,
  notes: [
    `Kedge's own database is ${pglite.version} as PGlite, in the folder; the rival is ${postgres.version} over the loopback.`,
    `${STACKS.toLocaleString('en')} stacks with ${PER_STACK} differences and ${SCANS_PER_STACK} scans each; ${pglite.megabytes.toFixed(0)} MB and ${postgres.megabytes.toFixed(0)} MB of differences with their indexes. Written as scans write, a change a stack, in ${pglite.fill_s.toFixed(0)} s and ${postgres.fill_s.toFixed(0)} s.`,
    'Each time is the whole question as a command asks it, through the port: the statements, reading and checking the rows. How many rows came back stands in brackets. The plans are in the log of the run.',
  ],
});

async function measured(
  question: Question,
  runs: number,
  pglite: FilledMemory,
  postgres: FilledMemory,
): Promise<Row> {
  // The first question of a kind is prepared once per process.
  const rows = await question.ask(pglite);
  const other = await question.ask(postgres);
  if (rows !== other) throw new Error(`${question.name}: PGlite gives ${rows}, PostgreSQL ${other}.`);
  const times = await interleave(runs, timed(question, pglite), timed(question, postgres));
  return {
    what: `${question.name} (${rows})`,
    unit: 'ms',
    ...times,
    aim: { kind: 'ours below', limit: AIM_MS },
  };
}

const timed = (question: Question, filled: FilledMemory) => async (): Promise<number> => {
  const start = performance.now();
  await question.ask(filled);
  return performance.now() - start;
};

async function explain(
  question: Question,
  filled: FilledMemory,
  tell: (line: string) => void,
): Promise<void> {
  const groups = await filled.memory.driftGroups({ ...OPEN, limit: 50 });
  const causes = groups.map(({ cause }) => cause);
  for (const statement of question.statements(filled.db, causes)) {
    tell(`\n${question.name}, ${filled.version}`);
    const lines = await statement.explain<Readonly<Record<'QUERY PLAN', string>>>(
      'text',
      sql`analyze, costs off, summary off, buffers off`,
    );
    for (const line of lines) tell(`  ${line['QUERY PLAN']}`);
  }
}
