import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanResult } from '../plan-command.ts';

const KEPT = 5;

/**
 * Keeps both answers of an audit that found a difference, for the person who looks into it. They hold secrets in clear
 * text, so only the owner may read them, and only the newest few stay. Returns the folder.
 */
export const keepDifference = (parent: string, fast: PlanResult, bare: PlanResult): Promise<string> =>
  keepAnswers(parent, readable(fast), readable(bare));

export async function keepAnswers(parent: string, fast: unknown, bare: unknown): Promise<string> {
  const name = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [way, answer] of Object.entries({ fast, bare })) {
    await writeFile(join(folder, `${way}.json`), JSON.stringify(answer, null, 2), { mode: 0o600 });
  }
  const older = (await readdir(parent)).toSorted().toReversed().slice(KEPT);
  for (const each of older) await rm(join(parent, each), { recursive: true, force: true });
  return folder;
}

const readable = (result: PlanResult): unknown =>
  result.kind === 'changed' ? { ...result, planJson: JSON.parse(result.planJson) as unknown } : result;
