import { openMemory } from '#store/open-memory.ts';
import { START, worldIn } from './world-in.ts';

/** Drives a change of a test by a clock that jumps to what is due, and tells of every turn, until it ends or is killed. */
const [folder = '', id = ''] = process.argv.slice(2);
const opened = await openMemory({
  databaseUrl: null,
  folder: `${folder}/.kedge`,
  project: 'test',
  command: 'kedge change watch',
  now: () => new Date(),
});
if ('refused' in opened) throw new Error(opened.refused);
const { memory } = opened;
const known = await memory.findChange(id);
const world = worldIn(folder, memory, Math.max(START + 60_000, Date.parse(known?.updatedAt ?? '')));
const next = await world.drive(id, undefined, async () => {
  console.log(`turn ${(await memory.findChange(id))?.watch?.looks ?? 0}`);
});
console.log(`ended ${next.kind}`);
await memory.close();
