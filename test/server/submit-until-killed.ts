import { pino } from 'pino';
import { openServer } from '#compose-server';
import { JOB_PRIORITY } from '#ports/work-queue.ts';

/** Hands jobs in for ever and says of each that it was taken. Its argument is the data folder. */
const opened = await openServer({
  env: process.env,
  data: process.argv[2] ?? '',
  command: 'test',
  log: pino({ level: 'silent' }),
});
if ('refused' in opened) throw new Error(opened.refused);
for (;;) {
  const { job } = await opened.parts.queue.submit({
    task: 'try',
    data: {},
    priority: JOB_PRIORITY.schedule,
    key: null,
    once: null,
    startAfter: null,
    requestedBy: 'test',
    source: null,
    stack: null,
  });
  process.stdout.write(`${job}\n`);
}
