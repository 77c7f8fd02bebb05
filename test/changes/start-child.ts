import { openMemory } from '#store/open-memory.ts';
import { startChange } from '#workflows/change/start-change.ts';
import { OWNER, worldIn } from './world-in.ts';

/** Tries to start a change as soon as it is told to. */
const [databaseUrl = '', id = '', project = ''] = process.argv.slice(2);
const opened = await openMemory({
  databaseUrl,
  folder: '/nowhere',
  project,
  command: 'kedge change start',
  now: () => new Date(),
});
if ('refused' in opened) throw new Error(opened.refused);
const { deps } = worldIn('/nowhere', opened.memory, Date.now());
console.log('ready ');
for await (const _ of process.stdin) break;
const begun = await startChange(id, { actor: OWNER }, deps);
console.log(`answer ${'refused' in begun ? begun.refused : 'started'}`);
await opened.memory.close();
