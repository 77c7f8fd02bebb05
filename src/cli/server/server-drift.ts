import type { Attention } from '#domain/drift/life/attention.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DriftNamed, type DriftItem, type DriftRest } from '#http/schema/drift.ts';
import type { FoundRecords } from '../find-records.ts';
import { findRecords } from '../find-records.ts';
import type { KedgeServer } from './kedge-server.ts';
import { ServerProblem } from './server-problem.ts';

/** A difference as the server tells it: what memory here holds of one, its source and owner, and why to look at it. */
export interface ServerDrift extends DriftRecord {
  readonly source: string;
  readonly owner: string | null;
  readonly attention: readonly Attention[];
}

export function serverDriftOf(item: DriftItem): ServerDrift {
  const { rest } = item;
  if (rest === undefined) {
    throw new ServerProblem(
      'The server leaves out what a difference is made of: it is older than this Kedge. Use the same version.',
    );
  }
  return {
    source: item.source,
    stack: item.stack,
    fingerprint: item.fingerprint,
    owner: item.owner,
    state: item.state,
    difference: rest.difference,
    firstSeen: item.first_seen,
    lastSeen: item.last_seen,
    openedAt: item.opened_at,
    decidedAt: item.decided_at,
    closedAt: item.closed_at,
    timesReopened: item.times_reopened,
    toggles: rest.toggles,
    decision: item.decision,
    aliases: rest.aliases,
    attention: rest.attention.map(attentionOf),
  };
}

function attentionOf(told: DriftRest['attention'][number]): Attention {
  switch (told.kind) {
    case 'flapping':
      return { kind: 'flapping', toggles: told.toggles, windowMs: told.window_ms };
    case 'acceptance_ends':
      return { kind: 'acceptance_ends', until: told.until, days: told.days };
    case 'too_old':
      return { kind: 'too_old', limitMs: told.limit_ms };
  }
}

/** As the printers ask for it: by the record that they were given. */
export const attentionIn =
  (records: readonly ServerDrift[]): ((record: DriftRecord) => readonly Attention[]) =>
  (record) =>
    records.find((each) => each === record)?.attention ?? [];

const SOURCE_BEFORE = /^([a-z0-9][a-z0-9-]*)\/(?=.)/;

/**
 * The differences that words mean: as `kedge` finds them in its own memory, over all sources that the caller sees. A
 * word in front of a slash is the source: `shop/3f9a2c`.
 */
export async function findOnServer(
  server: KedgeServer,
  words: readonly string[],
): Promise<FoundRecords<ServerDrift>> {
  const records = new Map<string, ServerDrift>();
  for (const word of words) {
    const source = SOURCE_BEFORE.exec(word)?.[1] ?? null;
    const rest = source === null ? word : word.slice(source.length + 1);
    const found = await findRecords(namedOn(server, source), [rest]);
    if ('problem' in found) return found;
    const sources = new Set(found.records.map((record) => record.source));
    if (sources.size > 1) {
      const ways = [...sources].map((name) => `${name}/${rest}`).join(', ');
      return { problem: `${rest} is known in ${sources.size} sources. Say which is meant: ${ways}.` };
    }
    for (const record of found.records) {
      records.set(JSON.stringify([record.source, record.stack, record.fingerprint]), record);
    }
  }
  return { records: [...records.values()] };
}

function namedOn(server: KedgeServer, source: string | null) {
  const ask = async (query: Readonly<Record<string, string>>): Promise<readonly ServerDrift[]> => {
    const { items, more } = await server.read('/drift/named', DriftNamed, { ...query, source });
    if (more) {
      throw new ServerProblem('That means more differences than can be shown at once. Give more of it.');
    }
    return items.map(serverDriftOf);
  };
  return {
    findDrift: (fingerprint: string) => ask({ fingerprint }),
    driftAt: (_stack: null, address: string) => ask({ address }),
  };
}
