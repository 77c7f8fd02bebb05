import type { DriftState } from '#domain/drift/life/drift-state.ts';
import type { DriftQuery } from '#ports/memory.ts';
import type { KedgeContext } from '../context.ts';
import { attentionOf } from '../drift-context.ts';
import { driftListJson } from '../drift/drift-json.ts';
import { driftList } from '../drift/drift-list.ts';
import { printJson, printText } from '../print.ts';
import { withProject } from '../project.ts';
import type { DriftListFlags } from './drift.ts';

/** What somebody still has to do something about. */
const UNSETTLED: readonly DriftState[] = ['open', 'awaiting_approval', 'approved', 'acting', 'proposed'];

/** More would push the list itself off the screen. */
const MOST_GROUPS = 50;

export async function driftListAction(context: KedgeContext, flags: DriftListFlags): Promise<void> {
  await withProject(context, { dir: flags.dir, command: 'kedge drift' }, async (project) => {
    const { memory, now } = project;
    const query = queryOf(flags);
    const page = await memory.listDrift(query);
    const groups = await memory.driftGroups({ ...query, limit: MOST_GROUPS });
    const view = {
      attention: await attentionOf(project, page.records),
      stacks: await memory.stacks(),
      filtered: isFiltered(flags),
    };
    const at = now.toISOString();
    if (flags.json) printJson(context, driftListJson(page, groups, at, view));
    else printText(context, (look) => driftList(page, groups, at, view, look));
  });
}

function queryOf({ stack, severity, state, all, limit, after }: DriftListFlags): DriftQuery {
  return {
    states: state ?? (all ? null : UNSETTLED),
    drift: all ? null : true,
    stack: stack ?? null,
    severities: severity ?? null,
    limit,
    after: after ?? null,
  };
}

const isFiltered = ({ stack, severity, state, after }: DriftListFlags): boolean =>
  [stack, severity, state, after].some((flag) => flag !== undefined);
