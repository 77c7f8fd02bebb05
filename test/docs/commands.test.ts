import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '#platform/find-program.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { allPages, codeIn, readPage, type Page } from './markdown-page.ts';
import { readerFolder, type ReaderFolder } from './reader-folder.ts';
import { shopFolder } from './shop-folder.ts';
import { flagsIn, kedgeCalls, outputPattern, shownCommands, type ShownCommand } from './shown-commands.ts';

const CHANGE_RUN = 'needs metrics up to now and two people; test/changes runs it';

/** Commands that the documentation shows and this test does not run, each with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  './kedge demo': 'takes minutes; CI runs it by itself',
  'kedge demo --release': 'takes minutes; CI runs it by itself',
  'npm test': 'it is what runs this test',
  'npm run check': 'CI runs it by itself',
  'npm run format': 'writes into the repository',
  'npm run bench': 'takes minutes',
  'kedge serve': 'serves until it is ended; test/browser starts it',
  'kedge serve --demo': 'takes minutes and serves until it is ended',
  'kedge worker': 'needs a database; test/server starts some',
  'export KEDGE_SERVER=https://kedge.example': 'a setting of an interactive shell',
  'export KEDGE_TOKEN=kdg_...': 'a setting of an interactive shell',
  'kedge scan shop/envs/prod': 'asks a server; test/remote asks one',
  'npm run build:web': 'test/browser builds the page by it',
  'alias kedge="$PWD/kedge"': 'a setting of an interactive shell; kedge is on the PATH here',
  'kedge fast verify envs/prod': 'needs a stack with an installed provider; test/fast runs it',
  'kedge approve 221c0e --reason "seen with Ada"':
    'needs a policy and a second person; test/remedy-flow runs it',
  'kedge fix --resume c2b3626b5c': 'needs a run that was killed; test/remedy-flow kills some',
  'kedge import aws_s3_bucket.logs shop-logs envs/prod --reason "made by hand in the outage"':
    'needs an object that was made by hand; test/import runs it',
  'kedge import \'aws_iam_role.ci["deploy"]\' deploy --reason "EntityAlreadyExists since the restore"':
    'needs an object that was made by hand; test/import runs it',
  'kedge change open changes/checkout-42.yaml': CHANGE_RUN,
  'kedge change check checkout-42': CHANGE_RUN,
  'kedge change approve checkout-42 --reason "read the diff with Ana"': CHANGE_RUN,
  'kedge change start checkout-42': CHANGE_RUN,
  'kedge change watch checkout-42': CHANGE_RUN,
  'kedge change close checkout-42': CHANGE_RUN,
  'cd ~/infra': 'stands for the folder that this test makes',
};

/** Flags in the text that are those of other programs. */
const OTHER_PROGRAMS: Readonly<Record<string, string>> = {
  '--password': 'an example of what is redacted',
  '--runs': 'of bench/run.ts, in docs/benchmarks.md',
};

const pages = allPages();
const real = await realParts();
const noTerraform = skipReason(real, ['terraform']);
const noShop = skipReason(real, ['terraform', 'git']);
/** Read one after the other, they follow the differences of one stack. */
const SHOP_PAGES = ['docs/remedy.md', 'docs/memory.md', 'docs/decisions-and-audit.md'];
const MINUTES = 15 * 60_000;
/** Without jq the part before it still runs. */
const hasJq = findProgram('jq', process.env) !== null;

/** What speaks of remembered differences is run where there are some. */
const needsShop = ({ line }: ShownCommand): boolean =>
  /^git |^(?:\.\/)?kedge (?:drift|decide|approve|fix|audit|report)\b/.test(line);
const needsTerraform = ({ line }: ShownCommand): boolean =>
  /^terraform |^(?:\.\/)?kedge (?:scan(?!.*--plan-file)|doctor)/.test(line);
const isRun = ({ line }: ShownCommand): boolean => NOT_RUN[line] === undefined;
const pagesWith = (wanted: (command: ShownCommand) => boolean): readonly [string, Page][] =>
  pages
    .filter((page) => !SHOP_PAGES.includes(page.file) && shownCommands(page).some(wanted))
    .map((page) => [page.file, page]);

async function runAll(folder: Pick<ReaderFolder, 'run'>, commands: readonly ShownCommand[]): Promise<void> {
  for (const { line, output } of commands) {
    const result = await folder.run(hasJq ? line : line.replace(/ \| jq .*/, ''));
    // 2 is drift, which is what most examples show.
    expect([0, 2], `${line}\n${result.stderr}`).toContain(result.exitCode);
    expect(result.stdout, line).toMatch(outputPattern(output ?? '...'));
  }
}

describe('the commands that need nothing', () => {
  let folder: ReaderFolder;
  beforeAll(async () => {
    folder = await readerFolder(false);
  });
  afterAll(() => folder.remove());

  const wanted = (command: ShownCommand): boolean =>
    isRun(command) && !needsTerraform(command) && !needsShop(command);
  it.each(pagesWith(wanted))('of %s work as shown', async (_file, page) => {
    // Explanations speak of the scan before; a page may rely on the README's.
    await runAll(folder, shownCommands(readPage('README.md')).filter(wanted).slice(0, 1));
    await runAll(folder, shownCommands(page).filter(wanted));
  });
});

describe.skipIf(noTerraform !== null)(`the commands that start an engine${because(noTerraform)}`, () => {
  let folder: ReaderFolder;
  beforeAll(async () => {
    folder = await readerFolder(true);
  });
  afterAll(() => folder.remove());

  const wanted = (command: ShownCommand): boolean => isRun(command) && needsTerraform(command);
  it.each(pagesWith(wanted))('of %s work as shown', async (_file, page) => {
    await runAll(folder, shownCommands(page).filter(wanted));
  });
});

describe.skipIf(noShop !== null)(`the life of a difference${because(noShop)}`, () => {
  it(
    'goes as the pages about it show, one after the other',
    async () => {
      const shop = await shopFolder();
      for (const file of SHOP_PAGES) await runAll(shop, shownCommands(readPage(file)).filter(isRun));
    },
    MINUTES,
  );

  it(
    'goes as the README shows',
    async () => {
      const shop = await shopFolder();
      await shop.run('kedge scan -q');
      const commands = shownCommands(readPage('README.md')).filter(isRun).filter(needsShop);
      expect(commands.length).toBeGreaterThan(2);
      await runAll(shop, commands);
    },
    MINUTES,
  );

  it('is shown on no other page by commands that nothing runs', () => {
    const others = pages.filter(({ file }) => ![...SHOP_PAGES, 'README.md'].includes(file));
    expect(others.flatMap(shownCommands).filter(needsShop)).toEqual([]);
  });
});

describe('what the documentation shows', () => {
  it('is either run or declared with a reason, and nothing is declared in vain', () => {
    const shown = new Set(pages.flatMap((page) => shownCommands(page).map(({ line }) => line)));
    expect(Object.keys(NOT_RUN).filter((line) => !shown.has(line))).toEqual([]);
    const programs = [...shown].filter((line) => isRun({ line, output: null }));
    expect(programs.filter((line) => !/^(?:\.\/)?kedge |^terraform |^git /.test(line))).toEqual([]);
  });

  it('names both commands of a fresh clone in the README', () => {
    const shown = shownCommands(readPage('README.md')).map(({ line }) => line);
    expect(shown).toEqual(expect.arrayContaining(['./kedge demo', 'npm test']));
  });

  it('has only flags that the help has', async () => {
    const folder = await readerFolder(false);
    try {
      const top = (await folder.run('kedge --help')).stdout;
      const commands = [...top.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((found) => found[1] ?? '');
      const known = new Map<string, readonly string[]>();
      for (const command of new Set(commands.filter((name) => name !== 'kedge'))) {
        known.set(command, flagsIn((await folder.run(`kedge ${command} --help`)).stdout));
      }
      expect([...known.keys()]).toEqual(
        expect.arrayContaining(['scan', 'explain', 'rules', 'init', 'doctor']),
      );
      const wrong = pages.flatMap((page) =>
        kedgeCalls(page).flatMap(({ command, flags }) =>
          flags
            .filter((flag) => !known.get(command)?.includes(flag))
            .map((flag) => `${page.file}: ${command} ${flag}`),
        ),
      );
      expect(wrong).toEqual([]);
      const all = new Set([...known.values()].flat());
      const inText = pages.flatMap((page) => codeIn(page.prose).flatMap(flagsIn));
      expect(inText.filter((flag) => !all.has(flag) && OTHER_PROGRAMS[flag] === undefined)).toEqual([]);
      const scan = flagsIn(readPage('docs/scan.md').prose);
      const missing = known.get('scan')?.filter((flag) => !scan.includes(flag));
      expect(new Set(missing)).toEqual(new Set(['--suppress', '--help']));
    } finally {
      await folder.remove();
    }
  });
});
