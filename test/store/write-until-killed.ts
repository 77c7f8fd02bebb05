import { writeSync } from 'node:fs';
import { openMemory } from '#store/open-memory.ts';
import { at, event, facts, record, stack } from './fixtures.ts';

/**
 * Writes one change after the other until it is killed: 20 differences, an event and an audit entry, all with the
 * number of the change. `wrote N` follows only when the memory has taken it.
 */
const [folder = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
say('started ');
const opened = await openMemory({
  databaseUrl: null,
  folder,
  project: 'test',
  command: 'kedge test',
  now: () => new Date(),
});
if ('refused' in opened) throw new Error(opened.refused);
const { memory } = opened;
const { number: before } = await memory.auditHead();
say(`opened ${before}`);
for (let number = before + 1; ; number += 1) {
  await memory.change(async (change) => {
    await change.saveStack(stack('net'));
    await change.saveDrift(
      Array.from({ length: 20 }, (_, i) =>
        record(i, { lastSeen: at(number), difference: { notes: [String(number).repeat(200)] } }),
      ),
    );
    await change.addEvents([event(1, { at: at(number), text: String(number) })]);
    await change.appendAudit(facts(String(number), number));
  });
  say(`wrote ${number}`);
}
