import { readFile } from 'node:fs/promises';

/**
 * One rival of the plan-file benchmark in a process of its own, so that each starts with a cold engine and its peak
 * of memory is its own: `node plan-file-reader.ts parse|classify FILE`.
 */
export interface Reading {
  readonly wall_ms: number;
  /** Peak of the resident set, the text included. */
  readonly memory_mb: number;
  /** Differences found; 0 for the one that only parses. */
  readonly found: number;
}

const [, , rival = '', file = ''] = process.argv;
const text = await readFile(file, 'utf8');
const read = rival === 'classify' ? await classifier() : parser;
const startedAt = performance.now();
const found = read(text);
const wall_ms = performance.now() - startedAt;
const reading: Reading = { wall_ms, memory_mb: process.resourceUsage().maxRSS / 1024, found };
process.stdout.write(JSON.stringify(reading));

function parser(planText: string): number {
  JSON.parse(planText);
  return 0;
}

/** As `kedge scan --plan-file` reads a plan; the modules are loaded and the rules compiled before the clock starts. */
async function classifier(): Promise<(planText: string) => number> {
  const { classifyReading } = await import('#test/classify-for-test.ts');
  const { planFrom, readPlan } = await import('#domain/drift/plan.ts');
  classifyReading(planFrom({ format_version: '1.2', resource_changes: [] }));
  return (planText) => classifyReading(readPlan(planText)).totals.found;
}
