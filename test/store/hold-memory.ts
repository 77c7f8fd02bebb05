import { openMemory } from '#store/open-memory.ts';

/** Opens a memory in a folder, says so, and keeps it until it is told to end. */
const [folder = '', command = ''] = process.argv.slice(2);
const opened = await openMemory({
  databaseUrl: null,
  folder,
  project: 'test',
  command,
  now: () => new Date('2026-03-04T05:06:07.000Z'),
});
if ('refused' in opened) {
  console.log(`answer refused ${opened.refused}`);
} else {
  const { number } = await opened.memory.auditHead();
  console.log(`answer opened ${number}`);
  // Told to end, or left alone by a test that has ended.
  for await (const _ of process.stdin) break;
  await opened.memory.close();
}
