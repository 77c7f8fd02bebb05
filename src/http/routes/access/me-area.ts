import { createRoute } from '@hono/zod-openapi';
import { changeOwnPassword } from '#workflows/access/own-password.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { clientAddress } from '../../client-address.ts';
import { callerOf } from '../../env.ts';
import { problem } from '../../problem.ts';
import { Me, PasswordChange } from '../../schema/access.ts';
import type { AccessAreaDependencies } from './access-area.ts';

const me = createRoute({
  method: 'get',
  path: '/api/v1/me',
  tags: ['session'],
  summary: 'Who is asking, and what they may',
  responses: answers(200, 'The caller.', Me),
});

const password = createRoute({
  method: 'post',
  path: '/api/v1/me/password',
  tags: ['session'],
  summary: 'Change the own password',
  description: 'Every other session of the person ends.',
  request: { body: jsonBody(PasswordChange) },
  responses: answersNothing('Changed.'),
});

export const meArea =
  ({ access, place, server }: AccessAreaDependencies): Area =>
  ({ route }) => {
    route(me, async (context) => {
      const { person, name, email, grants, way } = callerOf(context);
      const found = await access.access.findPerson(person);
      const csrf = context.get('csrf') ?? null;
      const has_password = found?.hasPassword ?? false;
      return context.json(
        { id: person, name, email, grants: [...grants], way, has_password, csrf, server },
        200,
      );
    });

    route(password, async (context) => {
      const caller = callerOf(context);
      if (caller.way === 'token') {
        return problem(
          context,
          'forbidden',
          'A token may not change the password of the person it acts for.',
        );
      }
      const address = clientAddress(context, place.behindProxy);
      const request = {
        person: caller.person,
        session: caller.credential,
        address,
        ...context.req.valid('json'),
      };
      const outcome = await changeOwnPassword(request, access);
      if ('changed' in outcome) return context.body(null, 204);
      return outcome.refused === 'wait'
        ? problem(context, 'too-many-requests', outcome.why)
        : problem(context, outcome.refused === 'wrong' ? 'forbidden' : 'refused', outcome.why);
    });
  };
