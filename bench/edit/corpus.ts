import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { codeIn, FORMS, tryCollection, type Form } from '../../test/adopt/corpus/collection.ts';
import { seededSample } from '../../test/adopt/corpus/seeded.ts';
import { corpusReport, type Row } from './corpus-report.ts';

const USAGE = 'Usage: node bench/edit/corpus.ts [--values N] [--others N] [--seed TEXT] FOLDER...\n';

const { values, positionals } = parseArgs({
  options: {
    values: { type: 'string', default: '4' },
    others: { type: 'string', default: '1' },
    seed: { type: 'string', default: 'kedge' },
  },
  allowPositionals: true,
});
const perFile = Number(values.values);
const others = Number(values.others);

if (positionals.length === 0 || !(perFile > 0 && others >= 0)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await tryAll(positionals.map((folder) => resolve(folder)));
}

/** Every file as it is, and one in ten in the other forms; the table goes to stdout, the progress to stderr. */
async function tryAll(folders: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const folder of folders) {
    const paths = await codeIn(folder);
    const few = seededSample(values.seed, paths, Math.max(20, Math.ceil(paths.length / 10)));
    for (const form of Object.keys(FORMS) as Form[]) {
      const chosen = form === 'as it is' ? paths : few;
      const choice = { seed: values.seed, values: perFile, others };
      const name = basename(folder);
      const tell = (files: number): void =>
        void process.stderr.write(`${name}, ${form}: ${files} of ${chosen.length} files\n`);
      rows.push({ name, form, tally: await tryCollection(folder, chosen, form, choice, tell) });
    }
  }
  process.stdout.write(corpusReport(rows));
  if (rows.some(({ tally }) => tally.wrongs.length + tally.misreadings.length > 0)) process.exitCode = 1;
}
