import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import { DriftGroups, DriftList } from '#http/schema/drift.ts';
import type { DriftListFlags } from '../commands/drift.ts';
import type { KedgeContext } from '../context.ts';
import { driftListJson } from '../drift/drift-json.ts';
import { driftList, type DriftListContext } from '../drift/drift-list.ts';
import { stackName } from '../drift/listed-stack.ts';
import { printJson, printText } from '../print.ts';
import type { KedgeServer, Query } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { attentionIn, serverDriftOf } from './server-drift.ts';
import { allStacks, listed, listedStackOf } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { sourceAndStack } from './source-and-stack.ts';
import { withServer } from './with-server.ts';

/** More would push the list itself off the screen. */
const MOST_GROUPS = 50;

export const driftListAction = (context: KedgeContext, flags: DriftListFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const query = queryOf(flags);
    const [page, groups, stacks] = await Promise.all([
      listed(
        server,
        '/drift',
        DriftList,
        { ...query, whole: true },
        { limit: flags.limit, after: flags.after ?? null },
      ),
      groupsOf(server, query),
      allStacks(server),
    ]);
    const shown = stacks.map(listedStackOf);
    refuseUnknown(flags.stack, shown);
    const records = page.items.map(serverDriftOf);
    const view: DriftListContext = {
      attention: attentionIn(records),
      stacks: shown,
      filtered: [flags.stack, flags.severity, flags.state, flags.after].some((flag) => flag !== undefined),
      atLeast: page.atLeast,
    };
    const listedDrift = { records, next: page.next, total: page.total };
    const now = new Date().toISOString();
    if (flags.json) printJson(context, driftListJson(listedDrift, groups, now, view));
    else printText(context, (look) => driftList(listedDrift, groups, now, view, look));
  });

async function groupsOf(server: KedgeServer, query: Query) {
  const { items } = await server.read('/drift/groups', DriftGroups, {
    ...query,
    whole: true,
    limit: MOST_GROUPS,
  });
  return items.map(({ first, differences, resources, stacks }) => ({
    first: serverDriftOf(first),
    differences,
    resources,
    stacks,
  }));
}

/** Left out, the server lists what somebody still has to do something about, as memory here does. */
const queryOf = ({ stack, severity, state, all }: DriftListFlags): Query => ({
  ...(stack === undefined ? {} : sourceAndStack(stack)),
  severity,
  state: state ?? (all ? DRIFT_STATES : undefined),
  drift: all ? 'all' : undefined,
});

/** An empty list of a stack that does not exist would look like order. */
function refuseUnknown(
  stack: string | undefined,
  stacks: readonly { readonly source?: string; readonly stack: string }[],
): void {
  if (stack === undefined) return;
  const isKnown = stacks.some((each) => stackName(each) === stack || each.source === stack);
  if (!isKnown) {
    throw new ServerProblem(
      `The server shows you no stack ${stack}. Name one as SOURCE/STACK, or a source; \`kedge source list\` shows the sources.`,
    );
  }
}
