import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { isClosed } from '#domain/drift/life/drift-state.ts';

const FINGERPRINT_START = /^[0-9a-f]{4,12}$/;

/** Where differences are looked for: memory, or a server. */
export interface FindDrift<Found extends DriftRecord> {
  /** By fingerprint, alias or the start of one (4 to 12 hex digits). */
  findDrift(idOrStart: string): Promise<readonly Found[]>;
  /** Every difference of a resource that is not closed, in all stacks. */
  driftAt(stack: null, address: string): Promise<readonly Found[]>;
}

export type FoundRecords<Found> = { readonly records: readonly Found[] } | { readonly problem: string };

/**
 * The differences that words on the command line mean: a fingerprint, the start of one, or a resource's address. The
 * problem is a sentence; a start that means several is one, because a decision must not fall on a stranger.
 */
export async function findRecords<Found extends DriftRecord>(
  memory: FindDrift<Found>,
  words: readonly string[],
): Promise<FoundRecords<Found>> {
  const records = new Map<string, Found>();
  for (const word of words) {
    const found = await findOne(memory, word);
    if ('problem' in found) return found;
    for (const record of found.records) records.set(`${record.stack}\n${record.fingerprint}`, record);
  }
  return { records: [...records.values()] };
}

async function findOne<Found extends DriftRecord>(
  memory: FindDrift<Found>,
  word: string,
): Promise<FoundRecords<Found>> {
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
