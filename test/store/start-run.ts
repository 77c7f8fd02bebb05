import { openMemory } from '#store/open-memory.ts';
import { fixRun } from './fixtures.ts';

/** Tries to start a run as soon as it is told to, and ends by itself after the memory was closed. */
const [databaseUrl = '', id = ''] = process.argv.slice(2);
const opened = await openMemory({
  databaseUrl,
  folder: '/nowhere',
  project: 'test',
  command: 'kedge fix',
  now: () => new Date(),
});
if ('refused' in opened) throw new Error(opened.refused);
console.log('ready ');
for await (const _ of process.stdin) break;
const held = await opened.memory.change((change) => change.startRun(fixRun(id)));
console.log(`answer ${held === null ? 'started' : `held by ${held.holder.id}`}`);
await opened.memory.close();
