import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from './run-process.ts';

/** Says which sources the built page was made of. */
export const STAMP_FILE = 'made-of';

const BUILD_MS = 5 * 60_000;

export const pageFolder = (home: string): string => join(home, 'web', 'dist');

/**
 * A digest of what the page is built from. Contents count and not times: a checkout touches every file and changes none.
 */
export function pageStamp(home: string): string {
  const sources = globSync('web/**/*', {
    cwd: home,
    withFileTypes: true,
    exclude: (entry) => entry.name.startsWith('dist') || entry.name.includes('.test.'),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [...sources, join(home, 'package-lock.json')]) {
    hash.update(file.slice(home.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

export function isPageFresh(home: string): boolean {
  const stamp = join(pageFolder(home), STAMP_FILE);
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === pageStamp(home);
}

/**
 * Builds the page when it is missing or older than its sources. The answer is null, or why there is no fresh page: the
 * API works without it.
 * @param home the folder that holds web/ and scripts/
 */
export async function ensurePage(
  home: string,
  onBuild: (why: 'missing' | 'changed') => void = () => undefined,
): Promise<string | null> {
  if (isPageFresh(home)) return null;
  onBuild(existsSync(join(pageFolder(home), STAMP_FILE)) ? 'changed' : 'missing');
  const { exitCode, stderr, startError, timedOut } = await runProcess({
    file: process.execPath,
    args: [join(home, 'scripts', 'build-web.ts')],
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NODE_ENV: 'production' },
    timeoutMs: BUILD_MS,
  });
  if (exitCode === 0) return null;
  const why = startError ?? (timedOut ? 'it took longer than five minutes' : stderr.trim().slice(-2_000));
  return `The page could not be built: ${why}. Run npm run build:web to see it all; the API works without it.`;
}
