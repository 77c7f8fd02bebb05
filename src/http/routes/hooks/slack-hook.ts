import { createRoute } from '@hono/zod-openapi';
import { takeSlackEvent, type TakeSlackDependencies } from '#workflows/words/take-slack-event.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { problem } from '../../problem.ts';
import { SlackAnswer } from '../../schema/hooks.ts';

const events = createRoute({
  method: 'post',
  path: '/hooks/slack',
  tags: ['hooks'],
  summary: 'Events of Slack: what people answer in the thread about a change',
  description:
    'The Request URL of the Events API. Signed with the signing secret that a channel names (`X-Slack-Signature`), of the last five minutes. What is taken is acted on afterwards; what becomes of it is said in the thread.',
  responses: answers(200, 'It was taken, or there is nothing to do.', SlackAnswer),
});

export const slackHookArea =
  (deps: TakeSlackDependencies): Area =>
  ({ route }) => {
    route(events, async (context) => {
      // The signature is over the bytes, so they are taken as they came.
      const body = new Uint8Array(await context.req.arrayBuffer());
      const end = await takeSlackEvent({ header: (name) => context.req.header(name), body }, deps);
      switch (end.kind) {
        case 'challenge':
          return context.json({ challenge: end.challenge }, 200);
        case 'taken':
          return context.json({ taken: true }, 200);
        case 'left':
          return context.json({ taken: false, why: end.why }, 200);
        // Answered well: Slack sends again what it did not hear of, and stops after too many troubles.
        case 'replayed':
          return context.json({ taken: false, why: 'This event was taken before.' }, 200);
        case 'no_secret':
          return problem(context, 'unavailable', 'The signing secret of a channel cannot be read.', {
            next: 'See that the variable or file that the channel names is there.',
          });
        case 'not_trusted':
          return problem(
            context,
            'not-signed-in',
            'The request is not signed with the signing secret of a channel here, or it is older than five minutes.',
            { next: 'Give the channel the signing secret of its app.' },
          );
      }
    });
  };
