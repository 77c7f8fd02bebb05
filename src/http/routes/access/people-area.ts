import { createRoute, z } from '@hono/zod-openapi';
import type { Person as KnownPerson } from '#domain/fleet/person.ts';
import { addPerson, changePerson, type PersonOutcome } from '#workflows/access/manage-people.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { pageAfter } from '../../page-after.ts';
import { problem } from '../../problem.ts';
import { Person, PersonDraft, PersonList, PersonPatch, PersonQuery } from '../../schema/access.ts';
import type { AccessAreaDependencies } from './access-area.ts';

const PersonId = z.object({ id: z.string().min(1).max(40) });
const tags = ['people'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/people',
  tags,
  summary: 'Everybody who may sign in, or might',
  request: { query: PersonQuery },
  responses: answers(200, 'By address.', PersonList),
});

const one = createRoute({
  method: 'get',
  path: '/api/v1/people/{id}',
  tags,
  summary: 'One person',
  request: { params: PersonId },
  responses: answers(200, 'The person.', Person),
});

const add = createRoute({
  method: 'post',
  path: '/api/v1/people',
  tags,
  summary: 'Add a person',
  request: { body: jsonBody(PersonDraft) },
  responses: answers(201, 'The person.', Person),
});

const change = createRoute({
  method: 'patch',
  path: '/api/v1/people/{id}',
  tags,
  summary: 'Change name, roles, password, or whether they may sign in',
  request: { params: PersonId, body: jsonBody(PersonPatch) },
  responses: answers(200, 'The person.', Person),
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v1/people/{id}',
  tags,
  summary: 'Take the right to sign in from a person',
  description: 'Their sessions and tokens end. What they did stays under their name.',
  request: { params: PersonId },
  responses: answersNothing('Not active any more.'),
});

export const peopleArea =
  ({ access }: AccessAreaDependencies): Area =>
  ({ route }) => {
    route(list, async (context) => {
      const { q, ...page } = context.req.valid('query');
      const people = (await access.access.people()).map(shown);
      const fit = people.filter(({ name, email }) =>
        `${name}\n${email}`.toLowerCase().includes((q ?? '').toLowerCase()),
      );
      return context.json(
        pageAfter(fit, page, ({ id }) => id),
        200,
      );
    });

    route(one, async (context) => {
      const person = await access.access.findPerson(context.req.valid('param').id);
      return person === null ? missing(context) : context.json(shown(person), 200);
    });

    route(add, async (context) => {
      const outcome = await addPerson(context.req.valid('json'), actorOf(context), access);
      return 'person' in outcome ? context.json(shown(outcome.person), 201) : refused(context, outcome);
    });

    route(change, async (context) => {
      const { id } = context.req.valid('param');
      const outcome = await changePerson(id, context.req.valid('json'), actorOf(context), access);
      return 'person' in outcome ? context.json(shown(outcome.person), 200) : refused(context, outcome);
    });

    route(remove, async (context) => {
      const { id } = context.req.valid('param');
      const outcome = await changePerson(id, { active: false }, actorOf(context), access);
      return 'person' in outcome ? context.body(null, 204) : refused(context, outcome);
    });
  };

const missing = (context: HttpContext) => problem(context, 'not-found', 'There is no such person.');

const refused = (context: HttpContext, outcome: Exclude<PersonOutcome, { readonly person: KnownPerson }>) =>
  'missing' in outcome ? missing(context) : problem(context, 'refused', outcome.refused);

const shown = (person: KnownPerson): Person => ({
  id: person.id,
  name: person.name,
  email: person.email,
  grants: person.grants,
  provider_grants: person.providerGrants,
  active: person.active,
  has_password: person.hasPassword,
  from_provider: person.subject !== null,
  created_at: person.createdAt,
  last_sign_in_at: person.lastSignInAt,
});
