import { createRoute } from '@hono/zod-openapi';
import { CHANGE_WORDS, type ChangeWord } from '#domain/change/change-word.ts';
import { changeKey, submitCheck, submitOpen } from '#workflows/fleet/change-jobs.ts';
import { mayActOn, seesChange, teamsOfChange } from '#workflows/fleet/change-teams.ts';
import { sayForFleet } from '#workflows/fleet/say-for-fleet.ts';
import { answers, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { changeItem } from '../../present/change-item.ts';
import { declarationItem } from '../../present/declaration-text.ts';
import { problem } from '../../problem.ts';
import { ChangeItem, WordRequest } from '../../schema/changes.ts';
import { ChangeAsked, Draft, DraftRequest, OpenRequest } from '../../schema/declarations.ts';
import type { ChangeRoutes } from './change-areas.ts';
import { mayOf, noChange, seenChange } from './change-sight.ts';
import { ChangeParams } from './one-change-area.ts';

const tags = ['changes'];

const open = createRoute({
  method: 'post',
  path: '/api/v1/changes',
  tags,
  summary: 'Open what a file declares, and run its checks',
  description: 'At the commit that was read last. Opened again with another declaration, approvals are void.',
  request: { body: jsonBody(OpenRequest) },
  responses: answers(202, 'The job that opens and checks it.', ChangeAsked),
});

const draft = createRoute({
  method: 'post',
  path: '/api/v1/changes/draft',
  tags,
  summary: 'Say what is wrong in the text of a declaration',
  description: 'Nothing is kept and nothing runs: a change is opened from a file that was committed.',
  request: { body: jsonBody(DraftRequest) },
  responses: answers(200, 'Problems with line and column, or what it declares.', Draft),
});

const check = createRoute({
  method: 'post',
  path: '/api/v1/changes/{source}/{id}/check',
  tags,
  summary: 'Run the checks of a change again',
  request: { params: ChangeParams },
  responses: answers(202, 'The job that checks it.', ChangeAsked),
});

const SUMMARIES: Readonly<Record<ChangeWord, string>> = {
  approve: 'Approve the change of somebody else',
  start: 'Start a change whose checks are green',
  promote: 'Let a change that is held go on',
  hold: 'Stop a change where it stands',
  abort: 'Give a change up: what was rolled out is reverted',
  revert: 'Take a change back',
  extend: 'Watch a change for another whole watch',
  override: 'Clear a change against the judge',
  close: 'Close a change and free what it holds',
};

const wordRoute = (word: ChangeWord) =>
  createRoute({
    method: 'post',
    path: `/api/v1/changes/{source}/{id}/${word}`,
    tags,
    summary: SUMMARIES[word],
    request: { params: ChangeParams, body: jsonBody(WordRequest) },
    responses: answers(200, 'The change.', ChangeItem),
  });

export const changeActsArea =
  (deps: ChangeRoutes): Area =>
  ({ route }) => {
    const { fleet, reads, queue, declarations, words, time } = deps;

    route(open, async (context) => {
      const { source, file: path } = context.req.valid('json');
      const may = mayOf(context);
      const file = (await fleet.changeFiles(source)).find((each) => each.path === path);
      const teams = await teamsOfChange(source, file?.declared?.stacks ?? [], fleet);
      if (file === undefined || !(seesChange(teams, may) || mayActOn(teams, 'change.run', may))) {
        return problem(context, 'not-found', `The source ${source} has no file ${path}.`, {
          next: 'GET /api/v1/changes/declared lists those that were read. Sync the source after a push.',
        });
      }
      if (!mayActOn(teams, 'change.run', may)) return forbidden(context);
      const [first] = file.problems;
      if (file.declared === null) {
        const where = first === undefined ? '' : ` ${path}:${first.line}:${first.column}: ${first.text}`;
        return problem(context, 'refused', `${path} declares nothing that can be opened.${where}`);
      }
      context.set('audited', {
        subject: `${source}/${file.id}`,
        details: { file: path, commit: file.commit },
      });
      const name = { source, change: file.id, file: path, commit: file.commit };
      const { job, existing } = await submitOpen(name, actorOf(context), queue);
      return context.json({ job, already: existing }, 202);
    });

    route(draft, (context) => {
      const { id, text } = context.req.valid('json');
      const read = declarations.parse(`changes/${id}.yaml`, text);
      return context.json(
        'declaration' in read
          ? { problems: [], declaration: declarationItem(read.declaration) }
          : { problems: [...read.problems], declaration: null },
        200,
      );
    });

    route(check, async (context) => {
      const name = context.req.valid('param');
      const seen = await seenChange(context, name, deps);
      if (seen === null) return noChange(context, name);
      if (!mayActOn(seen.teams, 'change.run', mayOf(context))) return forbidden(context);
      const { state } = seen.change;
      if (state !== 'draft' && state !== 'ready') {
        return problem(
          context,
          'refused',
          `The change ${name.id} is ${state}: checks are for before the start.`,
        );
      }
      const asked = { source: name.source, change: name.id };
      const { job, existing } = await submitCheck(asked, actorOf(context), queue);
      return context.json({ job, already: existing }, 202);
    });

    for (const word of CHANGE_WORDS) {
      route(wordRoute(word), async (context) => {
        const { source, id } = context.req.valid('param');
        const { reason } = context.req.valid('json');
        const answer = await sayForFleet(
          { source, change: id, word, actor: actorOf(context), reason: reason ?? null, may: mayOf(context) },
          words,
        );
        switch (answer.kind) {
          case 'missing':
            return noChange(context, { source, id });
          case 'forbidden':
            return problem(context, 'forbidden', answer.why);
          case 'refused':
            return problem(context, 'refused', answer.why);
          case 'done': {
            const { change } = answer;
            const key = changeKey({ source, change: id });
            const work = (await reads.workOn([key])).get(key) ?? null;
            const teams = await teamsOfChange(source, change.declaration.stacks, fleet);
            return context.json(changeItem({ source, change }, teams, work, time.now().getTime()), 200);
          }
        }
      });
    }
  };

const forbidden = (context: HttpContext) =>
  problem(context, 'forbidden', 'You have no role that permits changes of each of its teams.');
