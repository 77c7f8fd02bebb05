import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { openFolder } from '#store/pglite-database.ts';
import { CANARIES, rotated, type Canary } from '#test/canaries.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import type { KedgeRun } from '#test/run-kedge.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { allDrift, foundAt } from './flow-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 20 * 60_000;

interface Planted {
  readonly canary: Canary;
  readonly name: string;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** Those that fit into a map of texts, each in a resource of its own. */
const PLANTED: readonly Planted[] = CANARIES.flatMap((canary) => {
  const { attribute, before, after, masked } = canary.place(canary.secret);
  return typeof before === 'string' && typeof after === 'string' && masked !== true
    ? [{ canary, name: canary.id, key: attribute, before, after }]
    : [];
});
const MASKED = 'canary lies quietly';

const quoted = (text: string): string => JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');

const CODE = [
  LIGHT,
  ...PLANTED.map(
    ({ name, key, before }) =>
      `resource "light_thing" "${name}" {\n  name   = "${name}"\n  labels = { ${quoted(key)} = ${quoted(before)} }\n}\n`,
  ),
  `resource "light_thing" "masked" {\n  name   = "masked"\n  secret = ${quoted(MASKED)}\n}\n`,
  `resource "light_thing" "plain" {\n  name   = "plain"\n  number = 2\n}\n`,
].join('\n');

/** Also as they stand inside JSON, in documents inside documents and in a Git patch. */
const SECRETS: readonly string[] = [
  ...PLANTED.flatMap(({ canary }) => [canary.secret, rotated(canary.secret)]),
  MASKED,
  rotated(MASKED),
].flatMap((secret) => {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, escaped, JSON.stringify(escaped).slice(1, -1)])];
});

const secretsIn = (text: string): readonly string[] => SECRETS.filter((secret) => text.includes(secret));

describe.skipIf(missing !== null)(`no secret${because(missing)}`, () => {
  it(
    'comes out of a whole life: commands, memory, records, ignore files, audit log and branches',
    async () => {
      const flow = await createFlow({ files: { 'stack/main.tf': CODE } });
      const runs: (KedgeRun & { readonly args: string })[] = [];
      const kedge = async (...args: readonly string[]): Promise<KedgeRun> => {
        const run = await flow.kedge(args);
        runs.push({ ...run, args: args.join(' ') });
        return run;
      };
      for (const { name, key, after } of PLANTED)
        await flow.change('light_thing', name, { labels: { [key]: after } });
      await flow.change('light_thing', 'masked', { secret: rotated(MASKED) });
      await flow.change('light_thing', 'plain', { number: 7 });
      const plain = await foundAt(flow, 'light_thing.plain number');
      await kedge('scan', '--no-suppress');
      const drift = await allDrift(flow);
      const whole = drift.filter(({ difference }) => difference.reality['kind'] === 'secret');
      expect(whole.length).toBeGreaterThan(PLANTED.length / 2);
      await kedge('drift', 'list', '--all', '--limit', '200');
      for (const { fingerprint } of [drift[0], whole[0], drift.at(-1)].filter((each) => each !== undefined)) {
        await kedge('drift', 'show', fingerprint);
      }
      const [first, second, ...others] = whole.map(({ fingerprint }) => fingerprint);
      const pasted = PLANTED.find(({ canary }) => canary.id === 'github-token')?.canary.secret ?? '';
      const adopted = await kedge('decide', first ?? '', '--adopt', '--reason', 'the new one is right');
      expect(adopted.exitCode).toBe(4);
      await kedge(
        'decide',
        first ?? '',
        '--accept',
        '--until',
        tomorrow(),
        '--reason',
        'rotated by the vault',
      );
      await kedge('decide', second ?? '', '--ignore', '--reason', 'rotated by the vault');
      await kedge('decide', plain, '--adopt', '--reason', `seven is right, as ${pasted} says`);
      const proposed = await kedge('fix', plain, '--yes');
      expect(proposed.exitCode, proposed.stdout + proposed.stderr).toBe(0);
      flow.commit('what was decided');
      await kedge('scan', '-q');
      await kedge('decide', ...others, '--revert', '--reason', 'rotated behind our back');
      const fixed = await kedge('fix', '--all', '--yes');
      expect(fixed.exitCode, fixed.stdout + fixed.stderr).toBe(0);
      await kedge('fix', '--all', '--yes', '--json', '--verbose');
      const exported = await kedge('audit', 'export');
      expect(exported.stdout.split('\n').length).toBeGreaterThan(5);
      await kedge('report', '--since', '7d');
      for (const { args, stdout, stderr } of runs) expect(secretsIn(stdout + stderr), args).toEqual([]);
      expect(secretsIn(await memoryOf(flow))).toEqual([]);
      for (const name of await readdir(join(flow.repo, 'decisions'))) {
        expect(secretsIn(await readFile(join(flow.repo, 'decisions', name), 'utf8')), name).toEqual([]);
      }
      expect(secretsIn(await readFile(join(flow.repo, 'stack/.driftignore'), 'utf8'))).toEqual([]);
      for (const file of [
        ...(await filesBelow(flow.cache)),
        ...(await filesBelow(join(flow.repo, '.kedge'))),
      ]) {
        // The engine's data folder links to the providers of the mirror.
        const text = (await lstat(file)).isFile() ? await readFile(file, 'latin1') : '';
        expect(secretsIn(text), file).toEqual([]);
      }
      // The code itself holds what was there at first; what a branch adds to it must hold nothing.
      const added = flow.git('log', '-p', '--format=%B', `main..kedge/adopt-${plain}`, '--', '.');
      expect(secretsIn(linesAdded(added))).toEqual([]);
    },
    MINUTES,
  );
});

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const linesAdded = (patch: string): string =>
  patch
    .split('\n')
    .filter((line) => !/^[ -]/.test(line))
    .join('\n');

/** Every row of every table: pages on the disk may be compressed. */
async function memoryOf({ repo }: Flow): Promise<string> {
  const opened = await openFolder({ folder: join(repo, '.kedge'), command: 'a test', now: new Date() });
  if ('refused' in opened) throw new Error(opened.refused);
  const { db, close } = opened.database;
  try {
    const tables = await sql<{
      readonly name: string;
    }>`select table_name as name from information_schema.tables where table_schema = 'kedge'`.execute(db);
    expect(tables.rows.length).toBeGreaterThan(5);
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await sql<{
        readonly row: string;
      }>`select t::text as row from ${sql.id('kedge', name)} t`.execute(db);
      texts.push(...rows.rows.map(({ row }) => row));
    }
    // A row as text doubles quotes and backslashes.
    return texts.join('\n').replaceAll('""', '"').replaceAll('\\\\', '\\');
  } finally {
    await close(false);
  }
}
