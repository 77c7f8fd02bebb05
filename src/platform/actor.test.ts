import { expect, it } from 'vitest';
import { findActor } from './actor.ts';

const GIT = 'Ada Keeper <ada@example.com>';

it.each([
  [{ KEDGE_ACTOR: 'Bo Decider <bo@example.com>' }, 'Bo Decider <bo@example.com>'],
  [{ KEDGE_ACTOR: '  ops-bot ' }, 'ops-bot'],
  [{ KEDGE_ACTOR: '' }, GIT],
  [{}, GIT],
])('with %j the actor is %j', (env, actor) => {
  expect(findActor(env, GIT)).toEqual({ actor });
});

it.each([' ', 'Bo\n<bo@example.com>', 'Bo <bo@example.com', 'Bo\u001B[31m', '\u202Eob', 'x'.repeat(1000)])(
  'refuses KEDGE_ACTOR %j, and does not name somebody else for it',
  (named) => {
    const found = findActor({ KEDGE_ACTOR: named }, GIT);
    expect(found).toEqual({
      problem: expect.stringMatching(/^Could not tell from KEDGE_ACTOR who acts\. .+`Name <email>`\.$/),
    });
    expect(JSON.stringify(found)).not.toContain('Ada');
  },
);

it('says how to name somebody when nobody is known', () => {
  const advice =
    'Set KEDGE_ACTOR to `Name <email>`, or run: git config --global user.name "NAME" && git config --global user.email EMAIL';
  expect(findActor({}, null)).toEqual({
    problem: `Could not tell who acts: KEDGE_ACTOR is not set and Git knows nobody here. ${advice}`,
  });
  expect(findActor({}, 'A\u0007 <a@b.c>')).toEqual({ problem: expect.stringContaining(advice) });
});
