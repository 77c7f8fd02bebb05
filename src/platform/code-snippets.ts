import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { CodeLocation } from '#domain/drift/report.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { Checkout, Checkouts } from '#ports/checkout.ts';
import type { CodeSnippet, CodeSnippets } from '#ports/code-snippets.ts';
import type { Fleet } from '#ports/fleet.ts';

interface Dependencies {
  readonly fleet: Pick<Fleet, 'findSource'>;
  readonly checkouts: Pick<Checkouts, 'at'>;
  readonly redactText: (text: string) => string;
}

const MOST_LINES = 12;
const MOST_BYTES = 1024 * 1024;
const WAIT_MS = 10_000;

/** Of a source's own files alone: a link that leads out of it is not followed. */
export const createCodeSnippets = ({ fleet, checkouts, redactText }: Dependencies): CodeSnippets => ({
  at: async (name, place) => {
    try {
      const found = await fleet.findSource(name);
      if (found === null || found.synced === null) return null;
      const checkout = await checkouts.at(found.source, found.synced.commit, AbortSignal.timeout(WAIT_MS));
      if ('problem' in checkout) return null;
      try {
        return await snippetIn(checkout, place, redactText);
      } finally {
        await checkout.release();
      }
    } catch {
      // The code is shown beside the difference; without it the difference is told all the same.
      return null;
    }
  },
});

async function snippetIn(
  { root, commit }: Checkout,
  { file, line, end_line: endLine }: CodeLocation,
  redactText: Dependencies['redactText'],
): Promise<CodeSnippet | null> {
  const path = await realpath(resolve(root, file));
  if (!path.startsWith(`${await realpath(root)}${sep}`)) return null;
  if ((await stat(path)).size > MOST_BYTES) return null;
  // The whole text, so that what a secret stands in is seen whole.
  const lines = redactText(await readFile(path, 'utf8')).split(/\r?\n/);
  const shown = lines.slice(line - 1, Math.min(endLine, line - 1 + MOST_LINES));
  return shown.length === 0 ? null : { commit, firstLine: line, lines: shown.map(visible) };
}
