import { createRoute, z } from '@hono/zod-openapi';
import { deleteCookie, setCookie } from 'hono/cookie';
import { SIGN_IN_PROBLEMS, type SignInProblem } from '#domain/fleet/sign-in-problem.ts';
import { endOwnSession } from '#workflows/access/manage-tokens.ts';
import type { OpenedSession } from '#workflows/access/open-session.ts';
import { signIn } from '#workflows/access/sign-in.ts';
import { useSignInLink } from '#workflows/access/sign-in-link.ts';
import { answers, answersNothing, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { asksFromHere, clientAddress } from '../../client-address.ts';
import type { HttpPlace } from '../../dependencies.ts';
import { callerOf, type HttpContext } from '../../env.ts';
import { problem } from '../../problem.ts';
import { SignIn, SignInQuery, SignInWays } from '../../schema/access.ts';
import { sessionCookie } from '../../session-cookie.ts';
import type { AccessAreaDependencies } from './access-area.ts';

const ways = createRoute({
  method: 'get',
  path: '/api/v1/sign-in',
  tags: ['session'],
  summary: 'How one can sign in here',
  request: { query: SignInQuery },
  responses: answers(200, 'The ways.', SignInWays),
});

const open = createRoute({
  method: 'post',
  path: '/api/v1/session',
  tags: ['session'],
  summary: 'Sign in with a password',
  description: 'Sets the cookie of a session. Six wrong tries, and one waits for a quarter of an hour.',
  request: { body: jsonBody(SignIn) },
  responses: answersNothing('Signed in; the cookie holds the session.'),
});

const close = createRoute({
  method: 'delete',
  path: '/api/v1/session',
  tags: ['session'],
  summary: 'Sign out',
  responses: answersNothing('Signed out.'),
});

const once = createRoute({
  method: 'get',
  path: '/sign-in/once/{code}',
  tags: ['session'],
  summary: 'The link that `kedge serve` prints',
  description: 'Works once, for 15 minutes, and only on the machine that the server runs on.',
  request: { params: z.object({ code: z.string().min(1).max(200) }) },
  responses: { 303: { description: 'To the page, signed in, or to its sign-in with the reason why not.' } },
});

export const signInArea =
  ({ access, place, provider, server, log }: AccessAreaDependencies): Area =>
  ({ route }) => {
    route(ways, async (context) => {
      const people = await access.access.people();
      const { problem: word } = context.req.valid('query');
      return context.json(
        {
          password: people.some(({ hasPassword, active }) => hasPassword && active),
          provider: provider === null ? null : { name: provider.identity.name },
          problem: isProblem(word) ? SIGN_IN_PROBLEMS[word] : null,
          demo: server.demo,
        },
        200,
      );
    });

    route(open, async (context) => {
      const { email, password } = context.req.valid('json');
      const address = clientAddress(context, place.behindProxy);
      const outcome = await signIn({ email, password, address }, access);
      if ('session' in outcome) {
        giveCookie(context, place, outcome.session);
        return context.body(null, 204);
      }
      log.warn({ request: context.get('requestId'), refused: outcome.refused }, 'sign-in refused');
      if (outcome.refused === 'wait') {
        return problem(context, 'too-many-requests', 'There were too many tries to sign in.', {
          next: `Wait ${Math.ceil(outcome.seconds / 60)} min.`,
          headers: { 'Retry-After': String(outcome.seconds) },
        });
      }
      return problem(context, 'not-signed-in', 'The e-mail address or the password is wrong.', {
        next: 'Try again, or ask an admin for a new password.',
      });
    });

    route(close, async (context) => {
      const caller = callerOf(context);
      if (caller.way === 'token') {
        return problem(
          context,
          'conflict',
          'A token is no session. DELETE /api/v1/tokens/{id} removes a token.',
        );
      }
      await endOwnSession(caller, access);
      const { name, options } = sessionCookie(context, place);
      deleteCookie(context, name, options);
      return context.body(null, 204);
    });

    route(once, async (context) => {
      // A browser that looks ahead, or asks only for the head, must not use up the link.
      if (context.req.method === 'HEAD' || context.req.header('sec-purpose') !== undefined) {
        return context.body(null, 204);
      }
      if (!asksFromHere(context)) return toSignIn(context, 'away');
      const session = await useSignInLink(context.req.valid('param').code, access);
      if (session === null) {
        // Opened a second time in the same browser: they are in already.
        return context.get('caller') === undefined ? toSignIn(context, 'link') : context.redirect('/', 303);
      }
      giveCookie(context, place, session);
      return context.redirect('/', 303);
    });
  };

const isProblem = (word: string | undefined): word is SignInProblem =>
  word !== undefined && Object.hasOwn(SIGN_IN_PROBLEMS, word);

export const toSignIn = (context: HttpContext, why: SignInProblem): Response =>
  context.redirect(`/sign-in?problem=${why}`, 303);

/** Without a date: it goes with the browser, and the limits are the server's to keep. */
export function giveCookie(context: HttpContext, place: HttpPlace, { secret }: OpenedSession): void {
  const { name, options } = sessionCookie(context, place);
  setCookie(context, name, secret, options);
}
