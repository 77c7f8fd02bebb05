import { pino } from 'pino';
import { openServer, startWork } from '#compose-server';
import { timeFrom } from '#test/paced-time.ts';
import { serverEnvironment } from './change-server.ts';
import { join } from 'node:path';

/** A worker of a test in a process of its own, which tells the test's time. */
const [root = '', database = ''] = process.argv.slice(2);
const opened = await openServer({
  env: serverEnvironment(root, database),
  data: join(root, 'data'),
  command: 'test',
  log: pino({ level: 'silent' }),
  changeTime: timeFrom(join(root, 'time.json')),
});
if ('refused' in opened) throw new Error(opened.refused);
await startWork(opened.parts, { engines: 0 });
console.log('works now');
