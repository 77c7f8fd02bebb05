import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '#store/project-memory.ts';
import { openDatabase } from '#store/open-database.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import { postgresForTest } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { slackStandIn, type SlackStandIn } from '#test/slack-stand-in.ts';
import { startChild } from '../store/child.ts';
import { drift, noticeWorld } from './notice-world.ts';

const KILLS = 5;
const MESSAGES = 8;
/** Longer than a lease. */
const ROUND_MS = 3 * 60_000;

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

const parts = await realParts();
const reason = skipReason(parts, ['postgres']);

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await slackStandIn();
});
afterEach(() => slack.close());

const open = async (place: string): Promise<OpenDatabase> => {
  const url = place.startsWith('postgres');
  const opened = await openDatabase({
    databaseUrl: url ? place : null,
    folder: url ? '' : place,
    command: 'kedge test',
    now: () => new Date(),
  });
  if ('refused' in opened) throw new Error(opened.refused);
  return opened.database;
};

async function fill(place: string): Promise<void> {
  const database = await open(place);
  const unused = () => Promise.reject(new Error('Not asked for here.'));
  const world = await noticeWorld({ open: database, run: unused, memory: unused, close: unused });
  const all = Array.from({ length: MESSAGES }, (_, i) =>
    drift(i + 1, 'net', { difference: { path: `tags.t${String.fromCharCode(97 + i)}` } }),
  );
  await world.finds('net', ...all);
  await database.close(true);
}

/** Killed when Slack has taken a message and has not yet said so: the worst moment there is. */
async function killWhileSending(place: string, round: number): Promise<void> {
  const before = slack.messages().length;
  const child = startChild(
    '../notices/deliver-until-killed.ts',
    place,
    slack.apiUrl,
    String(round * ROUND_MS),
  );
  await child.says('opened');
  while (slack.messages().length === before) await sleep(5);
  await child.kill();
  expect(child.lines.filter((line) => line.startsWith('stderr'))).toEqual([]);
}

async function killedAndFinished(place: string): Promise<void> {
  await fill(place);
  slack.answerAfter(1_000);
  for (let round = 1; round <= KILLS; round += 1) await killWhileSending(place, round);
  slack.answerAfter(0);
  const last = startChild(
    '../notices/deliver-until-killed.ts',
    place,
    slack.apiUrl,
    String((KILLS + 1) * ROUND_MS),
  );
  expect(await last.says('done')).not.toBeNull();
  await last.ended();
  const database = await open(place);
  const { deliveries } = await serverOutbox(database).deliveries({
    state: null,
    channel: null,
    limit: 100,
    after: null,
  });
  await database.close(false);
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['delivered']));
  const ids = (all: readonly (string | null)[]): readonly string[] => all.map(String).toSorted(byText);
  expect(ids(slack.messages().map(({ delivery }) => delivery))).toEqual(ids(deliveries.map(({ id }) => id)));
  expect(deliveries).toHaveLength(MESSAGES);
}

describe('a worker that is killed while it sends', () => {
  it('leaves no message out and none doubled, on PGlite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kedge-notices-'));
    await killedAndFinished(folder);
    await rm(folder, { recursive: true, force: true });
  }, 600_000);

  it.skipIf(reason !== null)(
    `leaves no message out and none doubled, on PostgreSQL${because(reason)}`,
    async () => {
      const postgres = await postgresForTest(parts.postgres ?? '');
      await killedAndFinished(await postgres.freshUrl());
      await postgres.stop();
    },
    600_000,
  );
});
