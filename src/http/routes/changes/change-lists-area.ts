import { createRoute } from '@hono/zod-openapi';
import { CHANGE_STATES } from '#domain/change/change-state.ts';
import type { FleetChangeFile } from '#ports/fleet.ts';
import { changeKey } from '#workflows/fleet/change-jobs.ts';
import { mayActOn, seesChange } from '#workflows/fleet/change-teams.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { pageAfter } from '../../page-after.ts';
import { changeItem } from '../../present/change-item.ts';
import { problem } from '../../problem.ts';
import { ChangeList, ChangeQuery } from '../../schema/changes.ts';
import { DeclaredList, DeclaredQuery, type DeclaredFile } from '../../schema/declarations.ts';
import { FIRST_PAGE, NO_PAGE } from '../drift/drift-lists-area.ts';
import type { ChangeRoutes } from './change-areas.ts';
import { mayOf, scopeOf, teamFinder } from './change-sight.ts';

const tags = ['changes'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/changes',
  tags,
  summary: 'Changes: first those that need a person, then what moves, then the newest',
  request: { query: ChangeQuery },
  responses: answers(200, 'A page of them.', ChangeList),
});

const declared = createRoute({
  method: 'get',
  path: '/api/v1/changes/declared',
  tags,
  summary: 'What the files of sources declare and is not open as it stands',
  request: { query: DeclaredQuery },
  responses: answers(200, 'A page of them.', DeclaredList),
});

const MOST_COUNTED = 1_000;
const OVER = ['aborted', 'closed'] as const;
const isOver = (state: string): boolean => OVER.some((over) => over === state);

export const changeListsArea =
  (deps: ChangeRoutes): Area =>
  ({ route }) => {
    const { fleet, reads, time } = deps;

    route(list, async (context) => {
      const { state, live, source, owner, q, limit, cursor } = context.req.valid('query');
      const states = (state ?? CHANGE_STATES).filter((each) => live === undefined || isOver(each) !== live);
      const filter = {
        states,
        sources: source === undefined ? null : [source],
        owner: owner ?? null,
        text: q ?? null,
        within: await scopeOf(context, deps),
      };
      const page = await reads.listChanges(filter, { limit, after: cursor ?? null });
      if (page === null) return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      const total = await reads.countChanges(filter, MOST_COUNTED);
      const names = page.items.map((item) => ({ source: item.source, change: item.change.id }));
      const work = await reads.workOn(names.map(changeKey));
      const teams = await teamFinder(deps);
      const nowMs = time.now().getTime();
      return context.json(
        {
          items: page.items.map((item) =>
            changeItem(
              item,
              teams(item.source, item.change.declaration.stacks),
              work.get(changeKey({ source: item.source, change: item.change.id })) ?? null,
              nowMs,
            ),
          ),
          next: page.next,
          total,
          total_is: total < MOST_COUNTED ? ('exact' as const) : ('at_least' as const),
        },
        200,
      );
    });

    route(declared, async (context) => {
      const { source, opened, limit, cursor } = context.req.valid('query');
      const may = mayOf(context);
      const teamsFor = await teamFinder(deps);
      const shown: DeclaredFile[] = [];
      for (const file of await fleet.changeFiles(source ?? null)) {
        // One that cannot be read concerns nobody knows whom: it is its source's.
        const teams = teamsFor(file.source, file.declared?.stacks ?? []);
        if (!seesChange(teams, may)) continue;
        const item = await fileItem(file, teams, mayActOn(teams, 'change.run', may), deps);
        if (item.standing !== 'opened' || opened === true) shown.push(item);
      }
      return context.json(pageAfter(shown, { limit, cursor }, keyOf), 200);
    });
  };

const keyOf = ({ source, path }: DeclaredFile): string => `${source}/${path}`;

async function fileItem(
  file: FleetChangeFile,
  teams: readonly (string | null)[],
  mayRun: boolean,
  { fleet }: Pick<ChangeRoutes, 'fleet'>,
): Promise<DeclaredFile> {
  const memory = await fleet.memoryOf(file.source);
  const change = (await memory?.findChange(file.id)) ?? null;
  const { declared: said } = file;
  const before = change === null || change.state === 'draft' || change.state === 'ready';
  const standing =
    change === null ? 'new' : said !== null && change.digest === said.digest ? 'opened' : 'differs';
  const why =
    said === null
      ? 'It cannot be read: see its problems.'
      : !before
        ? `The change ${file.id} is ${change.state}, and what it declares cannot change any more.`
        : mayRun
          ? null
          : 'You have no role that permits changes of its teams.';
  return {
    source: file.source,
    path: file.path,
    id: file.id,
    title: said?.title ?? null,
    owner: said?.owner ?? null,
    channel: said?.channel ?? null,
    teams: teams.flatMap((team) => (team === null ? [] : [team])),
    commit: file.commit,
    seen_at: file.seenAt,
    standing,
    state: change?.state ?? null,
    may_open: { may: why === null, why },
    problems: [...file.problems],
  };
}
