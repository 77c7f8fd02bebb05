import { DriftWhole, type DriftItem } from '#http/schema/drift.ts';
import type { ProjectFlags, ServerFlags } from '../commands/shared-flags.ts';
import type { KedgeContext } from '../context.ts';
import { driftTimelineJson } from '../drift/drift-json.ts';
import { driftTimeline } from '../drift/drift-timeline.ts';
import { printJson, printText } from '../print.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { shownDecision } from './server-decision.ts';
import { attentionIn, findOnServer, serverDriftOf } from './server-drift.ts';
import { ServerProblem } from './server-problem.ts';
import { withServer } from './with-server.ts';

export const driftShowAction = (
  context: KedgeContext,
  flags: ProjectFlags & ServerFlags,
  id: string,
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const found = await findOnServer(server, [id]);
    if ('problem' in found) throw new ServerProblem(found.problem);
    const lives = await Promise.all(found.records.map((record) => lifeOf(server, record)));
    const now = new Date().toISOString();
    if (flags.json) {
      const all = lives.map(({ record, events, decision, view }) =>
        driftTimelineJson(record, events, decision, now, view),
      );
      printJson(context, all.length === 1 ? all[0] : all);
      return;
    }
    printText(context, (look) =>
      lives
        .map(({ record, events, decision, view }) => driftTimeline(record, events, decision, now, view, look))
        .join('\n'),
    );
  });

/** One difference, whole, as the printers take it. */
export async function lifeOf(
  server: KedgeServer,
  { source, stack, fingerprint }: Pick<DriftItem, 'source' | 'stack' | 'fingerprint'>,
) {
  const whole = await server.read(`/drift${pathOf(source, fingerprint)}`, DriftWhole, { stack });
  const record = serverDriftOf(whole);
  return {
    record,
    events: whole.timeline.map((event) => ({ ...event, stack, fingerprint })),
    decision: whole.decided === null ? null : shownDecision(whole.decided),
    view: { attention: attentionIn([record]), owner: record.owner },
  };
}
