import { createRoute, z } from '@hono/zod-openapi';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { signInFromProvider } from '#workflows/access/provider-sign-in.ts';
import { PROBLEM_ANSWER } from '../../answers.ts';
import type { Area } from '../../api.ts';
import type { HttpPlace } from '../../dependencies.ts';
import type { HttpContext } from '../../env.ts';
import { ownOrigin } from '../../own-origin.ts';
import { problem } from '../../problem.ts';
import { sessionCookie } from '../../session-cookie.ts';
import type { AccessAreaDependencies } from './access-area.ts';
import { giveCookie, toSignIn } from './sign-in-area.ts';

const start = createRoute({
  method: 'get',
  path: '/auth/oidc/start',
  tags: ['session'],
  summary: 'Sign in at the identity provider',
  request: { query: z.object({ return_to: z.string().max(500).optional() }) },
  responses: { 302: { description: 'To the provider.' }, default: PROBLEM_ANSWER },
});

const CALLBACK = '/auth/oidc/callback';

const callback = createRoute({
  method: 'get',
  path: CALLBACK,
  tags: ['session'],
  summary: 'Where the identity provider sends the browser back to',
  responses: {
    303: { description: 'To the page, signed in, or to its sign-in with the reason why not.' },
    default: PROBLEM_ANSWER,
  },
});

const FLOW_SECONDS = 600;

export const providerArea =
  ({ provider, access, place, log }: AccessAreaDependencies): Area =>
  ({ route }) => {
    route(start, async (context) => {
      if (provider === null) return none(context);
      const begun = await provider.identity.start(`${ownOrigin(context, place)}${CALLBACK}`);
      if ('problem' in begun) {
        log.error({ problem: begun.problem }, 'the identity provider cannot be asked');
        return toSignIn(context, 'provider');
      }
      const secret = access.secrets.random();
      const { url, state, nonce, verifier } = begun;
      const returnTo = ownPath(context.req.valid('query').return_to);
      const expiresAt = new Date(access.clock.now().getTime() + FLOW_SECONDS * 1000).toISOString();
      await access.access.keepFlow({
        digest: access.secrets.digest(secret),
        state,
        nonce,
        verifier,
        returnTo,
        expiresAt,
      });
      const { name, options } = flowCookie(context, place);
      setCookie(context, name, secret, { ...options, maxAge: FLOW_SECONDS });
      return context.redirect(url, 302);
    });

    route(callback, async (context) => {
      if (provider === null) return none(context);
      const { name, options } = flowCookie(context, place);
      const secret = getCookie(context, name);
      deleteCookie(context, name, options);
      // Without it another browser has begun this: whoever sends somebody here must not sign them in as themselves.
      const flow = secret === undefined ? null : await access.access.takeFlow(access.secrets.digest(secret));
      if (flow === null || flow.expiresAt <= access.clock.now().toISOString())
        return toSignIn(context, 'provider');
      const { search } = new URL(context.req.url);
      const came = new URL(`${ownOrigin(context, place)}${CALLBACK}${search}`);
      const finished = await provider.identity.finish(came, flow);
      if ('problem' in finished) {
        log.warn(
          { request: context.get('requestId'), problem: finished.problem },
          'sign-in at the provider refused',
        );
        return toSignIn(context, 'provider');
      }
      const outcome = await signInFromProvider(finished.claims, provider.rules, access);
      if ('refused' in outcome) {
        log.warn({ request: context.get('requestId'), refused: outcome.refused }, 'sign-in refused');
        return toSignIn(context, outcome.refused);
      }
      giveCookie(context, place, outcome.session);
      return context.redirect(flow.returnTo, 303);
    });
  };

function flowCookie(context: HttpContext, place: HttpPlace) {
  const { name, options } = sessionCookie(context, place);
  return { name: `${name}-flow`, options };
}

const none = (context: HttpContext) =>
  problem(context, 'not-found', 'This server has no identity provider.', {
    next: 'docs/access.md says how to give it one.',
  });

/** A path of ours. `//elsewhere` and `/\elsewhere` are addresses to a browser. */
const ownPath = (given: string | undefined): string =>
  given !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given) ? given : '/';
