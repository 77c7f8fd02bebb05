import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callEvent, type CallKind } from '#domain/change/call-event.ts';
import type { Change } from '#domain/change/change.ts';
import { declaration, openedChange } from '#domain/change/draft-for-test.ts';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';
import { slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { noticeWorld, type NoticeWorld } from './notice-world.ts';

const RUNS = 12;
const SETUP_MS = 300_000;

let database: TestDatabase;
let slack: SlackStandIn;
let world: NoticeWorld;
beforeEach(async () => {
  database = await pgliteForTest();
  slack = await slackStandIn();
  world = await noticeWorld(database, { slackApiUrl: slack.apiUrl });
}, SETUP_MS);
afterEach(async () => {
  await slack.close();
  await database.close();
});

const STEPS = ['tell', 'ask', 'page', 'broken', 'deliver', 'tend', 'pass', 'cut', 'away'] as const;

/** A change that goes through these steps, until all is told and it is closed. What was written is what must be said. */
async function goes(change: Change, steps: readonly (typeof STEPS)[number][]): Promise<readonly string[]> {
  const said: string[] = [];
  const call = (kind: CallKind, text: string) => callEvent(change.id, world.now().toISOString(), kind, text);
  await world.memory.change((writing) => writing.openChange(change));
  for (const [i, step] of steps.entries()) {
    const text = `${change.id} word ${i}.`;
    switch (step) {
      case 'tell':
      case 'ask':
      case 'page':
        await world.memory.change(async (writing) => {
          await writing.saveChange({ ...change, state: step === 'tell' ? 'rolling' : 'watching' });
          await writing.addChangeEvents([call(step, text)]);
        });
        said.push(text);
        break;
      case 'broken':
        await world.memory
          .change(async (writing) => {
            await writing.saveChange({ ...change, state: 'reverting' });
            await writing.addChangeEvents([call('page', `${change.id} never ${i}.`)]);
            throw new Error('killed');
          })
          .catch(() => undefined);
        break;
      case 'deliver':
        await world.deliver();
        break;
      case 'tend':
        await world.tend();
        break;
      case 'pass':
        world.pass(5);
        break;
      case 'cut':
        slack.answer('cut');
        break;
      case 'away':
        slack.answer({ status: 503 });
        break;
    }
  }
  await world.memory.change((writing) =>
    writing.saveChange({ ...change, state: 'closed', closedAt: change.openedAt }),
  );
  for (let round = 0; round < 30; round += 1) {
    world.pass(61);
    await world.deliver();
    if ((await world.outbox.nextDue()) === null) break;
  }
  return said;
}

it('the thread of a change has each word that was written once, in order, whatever Slack does meanwhile', async () => {
  let changes = 0;
  await assert(
    asyncProperty(array(constantFrom(...STEPS), { minLength: 5, maxLength: 25 }), async (steps) => {
      changes += 1;
      const id = `change-${changes}`;
      const change = openedChange(declaration({ id, channels: ['#ops'], services: [id] }));
      const said = await goes(change, steps);
      const own = slack.messages().filter(({ blocks }) => JSON.stringify(blocks).includes(`${id} `));
      const [root, ...others] = own.filter(({ thread }) => thread === null);
      expect(others).toEqual([]);
      expect(root?.text).toBe(`Closed: ${id} is closed: Checkout 42`);
      const thread = slack.messages().filter((message) => message.thread === root?.ts);
      expect(
        thread.map(({ blocks }) => /change-\d+ (?:word|never) \d+\./.exec(JSON.stringify(blocks))?.[0]),
      ).toEqual(said);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 600_000);
