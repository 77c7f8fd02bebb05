import { Decided, MOST_DECIDED, Withdrawn, type RefusedItem } from '#http/schema/decisions.ts';
import { DriftList } from '#http/schema/drift.ts';
import type { DecideFlags } from '../commands/decide.ts';
import type { KedgeContext } from '../context.ts';
import { decideAt, type DecisionDesk } from '../decision-desk.ts';
import { NO_REASON, type DecisionWish } from '../decision-wish.ts';
import type { DecidedView, NamedDifference, SaidOf } from '../decided-text.ts';
import { driftTimeline } from '../drift/drift-timeline.ts';
import { lifeOf } from './drift-show-action.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { refusedBy } from './refused-by.ts';
import { shownDecision } from './server-decision.ts';
import { findOnServer, serverDriftOf, type ServerDrift } from './server-drift.ts';
import { listed } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { withServer } from './with-server.ts';

export const decideAction = (
  context: KedgeContext,
  flags: DecideFlags,
  ...ids: readonly string[]
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    await decideAt(context, flags, ids, serverDesk(server));
  });

/** Decides on a server, as the person whose token it is. The server writes the records. */
const serverDesk = (server: KedgeServer): DecisionDesk<ServerDrift> => ({
  find: (ids) => findOnServer(server, ids),
  open: async () => {
    const query = { state: 'open', whole: true };
    const page = await listed(server, '/drift', DriftList, query, { limit: 1000, after: null });
    return page.items.map(serverDriftOf);
  },
  life: async (shown, look) => {
    const { record, events, view } = await lifeOf(server, shown);
    return driftTimeline(record, events, null, new Date().toISOString(), view, look);
  },
  decide: async (records, wish, group) => {
    if (records.length > MOST_DECIDED) {
      throw new ServerProblem(
        `A server decides about ${MOST_DECIDED} differences at once, and these are ${records.length}.`,
      );
    }
    if (wish.kind === 'withdraw') return withdraw(server, records, wish);
    const made = await server.write('POST', '/decisions', Decided, {
      differences: records.map(keyOf),
      kind: wish.kind,
      reason: wish.reason ?? '',
      until: wish.until,
      owner: wish.owner,
      destroy_approved: wish.destroy,
      group,
    });
    return {
      ...nothingElse,
      kind: wish.kind,
      decisions: made.decisions.map((decision) => ({ ...shownDecision(decision), source: decision.source })),
      decided: made.decided.map((item) => ({ ...named(item, records), state: item.state })),
      refused: made.refused.map((item) => saidOf(item, records)),
      warnings: made.warnings.map((item) => saidOf(item, records)),
      approvalReasons: made.approval_reasons,
    };
  },
});

const nothingElse: Omit<DecidedView, 'kind'> = {
  decisions: [],
  decided: [],
  refused: [],
  warnings: [],
  approvalReasons: [],
  files: [],
  problems: [],
};

/** A decision is taken back for those of its differences that were named; what one refuses does not stop the others. */
async function withdraw(
  server: KedgeServer,
  records: readonly ServerDrift[],
  wish: DecisionWish,
): Promise<DecidedView | { readonly problem: string }> {
  const reason = wish.reason ?? '';
  if (reason.trim() === '') return { problem: NO_REASON };
  const decided: DecidedView['decided'][number][] = [];
  const refused: SaidOf[] = [];
  for (const [key, own] of Map.groupBy(records, ({ source, decision }) =>
    JSON.stringify([source, decision]),
  )) {
    const [source, decision] = JSON.parse(key) as readonly [string, string | null];
    if (decision === null) {
      const sentence = 'no decision is in force about it, so there is nothing to take back';
      refused.push(...own.map((record) => ({ record, sentence })));
      continue;
    }
    const path = `/decisions${pathOf(source, decision)}/withdraw`;
    const taken = await refusedBy(() =>
      server.write('POST', path, Withdrawn, { reason, differences: own.map(keyOf) }),
    );
    if ('refused' in taken) {
      const sentence = taken.refused;
      refused.push(...own.map((record) => ({ record, sentence })));
    } else {
      decided.push(...taken.done.decided.map((item) => ({ ...named(item, own), state: item.state })));
      refused.push(...taken.done.refused.map((item) => saidOf(item, own)));
    }
  }
  return { ...nothingElse, kind: 'withdraw', decided, refused };
}

const keyOf = ({ source, stack, fingerprint }: ServerDrift) => ({ source, stack, fingerprint });

type Key = Pick<RefusedItem, 'source' | 'stack' | 'fingerprint'>;

/** With its address where it is one of those that were asked about. */
const named = ({ source, stack, fingerprint }: Key, records: readonly ServerDrift[]): NamedDifference => ({
  source,
  stack: stack ?? '',
  fingerprint,
  difference:
    records.find(
      (record) =>
        record.source === source &&
        record.fingerprint === fingerprint &&
        (stack === null || record.stack === stack),
    )?.difference ?? null,
});

const saidOf = (item: RefusedItem, records: readonly ServerDrift[]): SaidOf => ({
  record: named(item, records),
  sentence: item.why,
});
