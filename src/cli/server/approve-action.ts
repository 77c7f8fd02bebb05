import { Approved as ApprovedOnServer } from '#http/schema/decisions.ts';
import { NOT_DECIDED, NOTHING_NAMED, showApproved, type Approved } from '../approved-text.ts';
import type { ApproveFlags } from '../commands/approve.ts';
import type { KedgeContext } from '../context.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { refusedBy } from './refused-by.ts';
import { findOnServer, type ServerDrift } from './server-drift.ts';
import { ServerProblem } from './server-problem.ts';
import { withServer } from './with-server.ts';

export const approveAction = (
  context: KedgeContext,
  flags: ApproveFlags,
  ...ids: readonly string[]
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    if (ids.length === 0) throw new ServerProblem(NOTHING_NAMED);
    const found = await findOnServer(server, ids);
    if ('problem' in found) throw new ServerProblem(found.problem);
    const results: Approved[] = [];
    const decisions = Map.groupBy(found.records, ({ source, decision }) =>
      JSON.stringify([source, decision]),
    );
    for (const differences of decisions.values()) {
      results.push(await approve(server, differences, flags.reason));
    }
    showApproved(context, flags.json, results);
  });

/** All of them follow the same decision, or none. */
async function approve(
  server: KedgeServer,
  differences: readonly ServerDrift[],
  reason: string | undefined,
): Promise<Approved> {
  const { source = '', decision = null } = differences[0] ?? {};
  const nothing = { decision, differences, missing: 0, files: [], problems: [] };
  if (decision === null) return { ...nothing, refused: NOT_DECIDED };
  const path = `/decisions${pathOf(source, decision)}/approve`;
  const asked = await refusedBy(() => server.write('POST', path, ApprovedOnServer, { reason }));
  return 'refused' in asked
    ? { ...nothing, refused: asked.refused }
    : { ...nothing, missing: asked.done.missing, refused: null };
}
