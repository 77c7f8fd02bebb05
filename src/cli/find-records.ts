import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { isClosed } from '#domain/drift/life/drift-state.ts';
import type { MemoryReading } from '#ports/memory.ts';

const FINGERPRINT_START = /^[0-9a-f]{4,12}$/;

/**
 * The differences that words on the command line mean: a fingerprint, the start of one, or a resource's address. The
 * problem is a sentence; a start that means several is one, because a decision must not fall on a stranger.
 */
export async function findRecords(
  memory: MemoryReading,
  words: readonly string[],
): Promise<{ readonly records: readonly DriftRecord[] } | { readonly problem: string }> {
  const records = new Map<string, DriftRecord>();
  for (const word of words) {
    const found = await findOne(memory, word);
    if ('problem' in found) return found;
    for (const record of found.records) records.set(`${record.stack}\n${record.fingerprint}`, record);
  }
  return { records: [...records.values()] };
}

async function findOne(
  memory: MemoryReading,
  word: string,
): Promise<{ readonly records: readonly DriftRecord[] } | { readonly problem: string }> {
  if (FINGERPRINT_START.test(word)) {
    const found = await memory.findDrift(word);
    const names = new Set(found.map(({ fingerprint }) => fingerprint));
    if (names.size > 1) {
      return {
        problem: `${word} is the start of ${names.size} differences: ${[...names].join(', ')}. Give more of it.`,
      };
    }
    if (found.length > 0) return { records: found };
  }
  const at = await memory.driftAt(null, word);
  if (at.length > 0) return { records: at };
  return { problem: `No difference is known as ${word}. \`kedge drift\` lists those that are open.` };
}

/** The sentence for differences that nobody can act on any more; null: all of them are open in some way. */
export function closedProblem(records: readonly DriftRecord[]): string | null {
  const closed = records.filter(({ state }) => isClosed(state));
  const [first] = closed;
  if (first === undefined || closed.length < records.length) return null;
  return `${first.fingerprint} is ${first.state} since ${first.closedAt ?? first.lastSeen}. \`kedge drift show ${first.fingerprint}\` tells how.`;
}
