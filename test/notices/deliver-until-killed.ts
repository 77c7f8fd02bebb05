import { writeSync } from 'node:fs';
import { channelOpener } from '#adapters/channels/open-channel.ts';
import { openDatabase } from '#store/open-database.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import { STAND_IN_TOKEN } from '#test/slack-stand-in.ts';
import { deliverNotices } from '#workflows/deliver-notices.ts';

/** A worker that sends what is due and ends, on a clock that is ahead by so much. */
const [place = '', slackApiUrl = '', aheadMs = '0'] = process.argv.slice(2);
const now = (): Date => new Date(Date.now() + Number(aheadMs));
const isUrl = place.startsWith('postgres');
const opened = await openDatabase({
  databaseUrl: isUrl ? place : null,
  folder: isUrl ? '' : place,
  command: 'kedge test',
  now,
});
if ('refused' in opened) throw new Error(opened.refused);
writeSync(1, 'opened \n');
await deliverNotices({
  outbox: serverOutbox(opened.database),
  open: channelOpener({
    secrets: () => Promise.resolve({ secret: STAND_IN_TOKEN }),
    now,
    slackApiUrl,
    conversations: null,
  }),
  now,
  chance: () => 0,
  signal: new AbortController().signal,
});
writeSync(1, 'done \n');
await opened.database.close(true);
