import { createRoute, z } from '@hono/zod-openapi';
import type { ApiToken } from '#domain/fleet/api-token.ts';
import { mayAtAll } from '#domain/fleet/caller.ts';
import type { Person } from '#domain/fleet/person.ts';
import { addToken, removeToken } from '#workflows/access/manage-tokens.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { callerOf } from '../../env.ts';
import { SHOWN_ONCE } from '../../idempotency.ts';
import { pageAfter } from '../../page-after.ts';
import { problem } from '../../problem.ts';
import { MadeToken, TokenDraft, TokenList, TokenQuery, type Token } from '../../schema/access.ts';
import type { AccessAreaDependencies } from './access-area.ts';

const tags = ['tokens'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/tokens',
  tags,
  summary: 'API tokens',
  request: { query: TokenQuery },
  responses: answers(200, 'Newest first.', TokenList),
});

const add = createRoute({
  method: 'post',
  path: '/api/v1/tokens',
  tags,
  summary: 'Make an API token that acts as the caller',
  request: { body: jsonBody(TokenDraft) },
  responses: answers(201, 'The token and its secret, which is shown this once.', MadeToken),
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v1/tokens/{id}',
  tags,
  summary: 'Remove an API token',
  request: { params: z.object({ id: z.string().min(1).max(40) }) },
  responses: answersNothing('It is not valid any more.'),
});

export const tokensArea =
  ({ access }: AccessAreaDependencies): Area =>
  ({ route }) => {
    route(list, async (context) => {
      const caller = callerOf(context);
      const { of, ...page } = context.req.valid('query');
      if (of === 'everybody' && !mayAtAll(caller, 'people.manage')) {
        return problem(
          context,
          'forbidden',
          'It takes the role admin for all teams to see the tokens of everybody.',
        );
      }
      const [tokens, people] = await Promise.all([
        access.access.tokens(of === 'me' ? caller.person : null),
        access.access.people(),
      ]);
      const byId = new Map(people.map((person) => [person.id, person]));
      const items = tokens.map((token) => shown(token, byId.get(token.person)));
      return context.json(
        pageAfter(items, page, ({ id }) => id),
        200,
      );
    });

    route(add, async (context) => {
      const caller = callerOf(context);
      if (caller.way === 'token') {
        return problem(context, 'forbidden', 'A token may not make tokens: it would outlive itself.', {
          next: 'Sign in and make it there.',
        });
      }
      const { token, secret } = await addToken(context.req.valid('json'), caller, access);
      const { person: id, name, email } = caller;
      return context.json({ token: shown(token, { id, name, email }), secret }, 201, SHOWN_ONCE);
    });

    route(remove, async (context) => {
      const caller = callerOf(context);
      const { id } = context.req.valid('param');
      const removed = await removeToken(id, caller, mayAtAll(caller, 'people.manage'), access);
      return removed ? context.body(null, 204) : problem(context, 'not-found', 'There is no such token.');
    });
  };

const shown = (token: ApiToken, person: Pick<Person, 'id' | 'name' | 'email'> | undefined): Token => ({
  id: token.id,
  person: { id: token.person, name: person?.name ?? '', email: person?.email ?? '' },
  name: token.name,
  scopes: token.scopes,
  created_at: token.createdAt,
  expires_at: token.expiresAt,
  last_used_at: token.lastUsedAt,
});
