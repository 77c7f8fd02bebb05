import { createRoute, z } from '@hono/zod-openapi';
import type { FleetSource } from '#domain/fleet/fleet-source.ts';
import type { Permission } from '#domain/fleet/permission.ts';
import { sourceProblems } from '#domain/fleet/source-problems.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Checkouts } from '#ports/checkout.ts';
import type { Fleet } from '#ports/fleet.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { submitSync } from '#workflows/fleet/run-schedule.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { problem } from '../../problem.ts';
import { SourceName } from '../../schema/list.ts';
import { SourceDraft, SourceItem, SourceList, SourcePatch, SyncAsked } from '../../schema/sources.ts';
import { reachOf } from '../reach.ts';
import { factsOf, itemOf, patched, sourceOf } from './source-item.ts';

export interface SourcesDependencies {
  readonly fleet: Pick<
    Fleet,
    'sources' | 'findSource' | 'addSource' | 'changeSource' | 'removeSource' | 'stacks'
  >;
  readonly queue: Pick<WorkQueue, 'submit'>;
  readonly checkouts: Pick<Checkouts, 'forget'>;
}

const params = z.object({ source: SourceName });
const tags = ['sources'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/sources',
  tags,
  summary: 'Where stacks come from',
  description: 'Those that are of a team of yours, or hold a stack of one.',
  responses: answers(200, 'The sources, by name.', SourceList),
});

const add = createRoute({
  method: 'post',
  path: '/api/v1/sources',
  tags,
  summary: 'Add a repository or a folder',
  description: 'It is read at once. A credential is given by the place where it lies, and never leaves it.',
  request: { body: jsonBody(SourceDraft) },
  responses: answers(201, 'Added.', SourceItem),
});

const one = createRoute({
  method: 'get',
  path: '/api/v1/sources/{source}',
  tags,
  summary: 'One source',
  request: { params },
  responses: answers(200, 'The source.', SourceItem),
});

const change = createRoute({
  method: 'patch',
  path: '/api/v1/sources/{source}',
  tags,
  summary: 'Change a source',
  request: { params, body: jsonBody(SourcePatch) },
  responses: answers(200, 'Changed; it is read anew.', SourceItem),
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v1/sources/{source}',
  tags,
  summary: 'Remove a source',
  description: 'Its stacks are not scanned any more. Memory keeps what it knows.',
  request: { params },
  responses: answersNothing('Removed.'),
});

const sync = createRoute({
  method: 'post',
  path: '/api/v1/sources/{source}/sync',
  tags,
  summary: 'Fetch a source now, and scan what changed',
  request: { params },
  responses: answers(202, 'The sync waits, or waited already.', SyncAsked),
});

export function sourcesArea({ fleet, queue, checkouts }: SourcesDependencies): Area {
  const ask = (context: HttpContext, name: string) =>
    submitSync(name, { priority: JOB_PRIORITY.person, requestedBy: actorOf(context) }, { queue });
  const itemNamed = async (name: string): Promise<SourceItem | null> => {
    const found = await fleet.findSource(name);
    return found === null ? null : itemOf(found);
  };
  return ({ route }) => {
    route(list, async (context) => {
      const sees = await seenBy(context, fleet, 'source.read');
      const items = (await fleet.sources()).filter(sees).map(itemOf);
      return context.json({ items, next: null, total: items.length, total_is: 'exact' as const }, 200);
    });

    route(add, async (context) => {
      const source = sourceOf(context.req.valid('json'));
      const refused = unfit(context, source);
      if (refused !== null) return refused;
      if (!(await fleet.addSource(source))) {
        const taken = `There is a source ${source.name} already.`;
        return problem(context, 'conflict', taken, {
          errors: [{ in: 'json', at: 'name', problem: taken }],
          next: 'Take another name, or change that one.',
        });
      }
      context.set('audited', { subject: source.name, details: factsOf(source) });
      await ask(context, source.name);
      return context.json(itemOf({ source, project: null, synced: null }), 201);
    });

    route(one, async (context) => {
      const { source } = context.req.valid('param');
      const found = await fleet.findSource(source);
      const sees = await seenBy(context, fleet, 'source.read');
      return found === null || !sees(found) ? unknown(context, source) : context.json(itemOf(found), 200);
    });

    route(change, async (context) => {
      const { source: name } = context.req.valid('param');
      const known = await fleet.findSource(name);
      if (known === null) return unknown(context, name);
      const source = patched(known.source, context.req.valid('json'));
      if (source === null) {
        return problem(
          context,
          'invalid-request',
          `${name} is a ${known.source.kind} source, which has no such field.`,
        );
      }
      const refused = unfit(context, source);
      if (refused !== null) return refused;
      if (!(await fleet.changeSource(source))) return unknown(context, name);
      context.set('audited', { subject: name, details: factsOf(source) });
      await ask(context, name);
      const item = await itemNamed(name);
      return item === null ? unknown(context, name) : context.json(item, 200);
    });

    route(remove, async (context) => {
      const { source } = context.req.valid('param');
      if (!(await fleet.removeSource(source))) return unknown(context, source);
      await checkouts.forget(source);
      return context.body(null, 204);
    });

    route(sync, async (context) => {
      const { source } = context.req.valid('param');
      const found = await fleet.findSource(source);
      const sees = await seenBy(context, fleet, 'stack.scan');
      if (found === null || !sees(found)) return unknown(context, source);
      const { job } = await ask(context, source);
      return context.json({ job }, 202);
    });
  };
}

/** Which sources somebody has to do with who has a permission for some teams only. */
async function seenBy(
  context: HttpContext,
  fleet: Pick<Fleet, 'stacks'>,
  permission: Permission,
): Promise<(found: FleetSource) => boolean> {
  const { teams, may } = reachOf(context, permission);
  if (teams === null) return () => true;
  const stacks = await fleet.stacks(null);
  const theirs = new Set(stacks.filter(({ team }) => may(team)).map(({ source }) => source));
  return ({ source }) => may(source.team) || theirs.has(source.name);
}

const unknown = (context: HttpContext, name: string) =>
  problem(context, 'not-found', `There is no source ${name}.`, { next: 'GET /api/v1/sources lists them.' });

/** null: the source can be kept. */
function unfit(context: HttpContext, source: Source) {
  const problems = sourceProblems(source);
  if (problems.length === 0) return null;
  return problem(context, 'invalid-request', problems.map(({ message }) => message).join(' '), {
    errors: problems.map(({ field, message }) => ({ in: 'json', at: NAMED[field], problem: message })),
  });
}

const NAMED: Readonly<Record<ReturnType<typeof sourceProblems>[number]['field'], string>> = {
  name: 'name',
  url: 'url',
  branch: 'branch',
  subfolder: 'subfolder',
  credential: 'credential',
  hookSecret: 'hook_secret',
  folder: 'folder',
  team: 'team',
};
