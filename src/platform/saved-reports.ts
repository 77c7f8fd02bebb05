import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Report, type StackReport } from '#domain/drift/report.ts';
import type { PrivateCache } from './private-cache.ts';

/** The last report of a root, so that `kedge explain` can speak of it. Redacted already; private all the same. */
export interface SavedReport {
  readonly root: string;
  readonly savedAt: string;
  readonly stacks: readonly StackReport[];
}

/** Keeps the report; stacks of an earlier scan of the same root that this one did not look at stay. */
export async function saveReport(cache: PrivateCache, root: string, report: Report): Promise<void> {
  const file = join(await cache.sharedFolder('reports'), `${digest(root)}.json`);
  const earlier = await readSaved(file);
  const scanned = new Set(report.stacks.map((stack) => stack.id));
  const kept = (earlier?.stacks ?? []).filter((stack) => !scanned.has(stack.id));
  const saved: SavedReport = {
    root,
    savedAt: report.scanned_at ?? '',
    stacks: [...report.stacks, ...kept],
  };
  // Two scans may end at once: each writes a file of its own and the rename decides.
  const draft = `${file}.${process.pid}.${Date.now()}`;
  await writeFile(draft, JSON.stringify(saved), { mode: 0o600 });
  await rename(draft, file);
}

/** Every saved report, the root's own first. */
export async function savedReports(cache: PrivateCache, root: string): Promise<readonly SavedReport[]> {
  const folder = await cache.sharedFolder('reports');
  const own = `${digest(root)}.json`;
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const ordered = files.toSorted((a, b) => Number(b === own) - Number(a === own) || (a < b ? -1 : 1));
  const read = await Promise.all(ordered.map((name) => readSaved(join(folder, name))));
  return read.filter((saved) => saved !== null);
}

/** A file of another version or a damaged one says nothing; the next scan writes it anew. */
async function readSaved(file: string): Promise<SavedReport | null> {
  try {
    const saved = JSON.parse(await readFile(file, 'utf8')) as SavedReport;
    return Report.shape.stacks.safeParse(saved.stacks).success ? saved : null;
  } catch {
    return null;
  }
}

const digest = (root: string): string => createHash('sha256').update(root).digest('hex').slice(0, 16);
