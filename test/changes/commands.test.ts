import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { EXIT } from '#cli/exit-code.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { kedgeCommand, type KedgeRun } from '#test/run-kedge.ts';
import { HOUR, metricsCsv } from './world-in.ts';

/** Each command is a process that opens memory. */
const MINUTES = 20 * 60_000;
const noGit = skipReason(await realParts(), ['git']);
const EXAMPLE = new URL('../../examples/changes/', import.meta.url);
const run = promisify(execFile);

interface Desk {
  readonly folder: string;
  /** One command of a person, on the real command line. */
  readonly as: (person: string, ...args: readonly string[]) => Promise<KedgeRun>;
}

async function desk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-desk-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(EXAMPLE, join(folder, 'examples/changes'), { recursive: true });
  await mkdir(join(folder, 'changes'));
  await cp(join(folder, 'examples/changes/checkout-42.yaml'), join(folder, 'changes/checkout-42.yaml'));
  // Up to now: the clock of the command line is the real one.
  const hours = 31 * 24;
  await writeFile(
    join(folder, 'metrics.csv'),
    metricsCsv({ startMs: Math.floor(Date.now() / HOUR) * HOUR, days: hours / 24 }),
  );
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', ...args], { cwd: folder });
  await git('init', '-q', '-b', 'main');
  await git('add', 'changes');
  await git('commit', '-q', '-m', 'A change is declared');
  const people = new Map<string, Awaited<ReturnType<typeof kedgeCommand>>>();
  return {
    folder,
    as: async (person, ...args) => {
      const command = people.get(person) ?? (await kedgeCommand({ KEDGE_ACTOR: person }));
      people.set(person, command);
      return command(args, folder);
    },
  };
}

const ANA = 'Ana Diaz <ana@example.com>';
const BO = 'Bo Li <bo@example.com>';

it.skipIf(noGit !== null)(
  `a change goes from its file to its record by the commands that the documentation shows${because(noGit)}`,
  async () => {
    const { folder, as } = await desk();
    const opened = await as(ANA, 'change', 'open', 'changes/checkout-42.yaml');
    expect([opened.exitCode, opened.stderr]).toEqual([EXIT.inSync, expect.not.stringContaining('rror')]);
    const red = await as(ANA, 'change', 'check', 'checkout-42');
    expect(red.exitCode).toBe(EXIT.refused);
    expect(red.stdout).toContain('four of five watches would show');
    expect(red.stdout).toContain('✗ approvals: 0 of 1 approvals are in');
    expect((await as(ANA, 'change', 'approve', 'checkout-42')).stderr).toContain(
      'cannot approve it: that takes a second person',
    );
    expect((await as(ANA, 'change', 'start', 'checkout-42')).exitCode).toBe(EXIT.refused);
    expect(
      (await as(BO, 'change', 'approve', 'checkout-42', '--reason', 'read the diff with Ana')).exitCode,
    ).toBe(EXIT.inSync);
    const green = await as(ANA, 'change', 'check', 'checkout-42', '--json');
    expect(JSON.parse(green.stdout), green.stdout).toMatchObject({ green: true, state: 'ready' });
    expect((await as(BO, 'change', 'start', 'checkout-42')).stderr).toContain('only its owner Ana Diaz');
    const started = await as(ANA, 'change', 'start', 'checkout-42');
    expect([started.exitCode, started.stdout]).toEqual([
      EXIT.inSync,
      expect.stringContaining('kedge change watch checkout-42'),
    ]);

    const second = (await readFile(join(folder, 'changes/checkout-42.yaml'), 'utf8')).replace(
      'Checkout 42',
      'Checkout 43',
    );
    await writeFile(join(folder, 'changes/checkout-43.yaml'), second);
    const refused = await as(ANA, 'change', 'check', 'changes/checkout-43.yaml');
    expect([refused.exitCode, refused.stdout]).toEqual([
      EXIT.refused,
      expect.stringContaining('is held by the change checkout-42 of Ana Diaz'),
    ]);

    // Anybody may take it back; nothing has run yet, and the rollback is verified all the same.
    expect((await as(BO, 'change', 'revert', 'checkout-42')).stderr).toContain('takes a reason');
    expect((await as(BO, 'change', 'revert', 'checkout-42', '--reason', 'orders are missing')).exitCode).toBe(
      EXIT.inSync,
    );
    const watched = await as(ANA, 'change', 'watch', 'checkout-42');
    expect([watched.exitCode, watched.stdout]).toEqual([EXIT.drift, 'checkout-42 is reverted.\n']);
    const shown = await as(BO, 'change', 'show', 'checkout-42');
    expect(shown.stdout).toContain('on record');
    const branch = 'kedge/change-checkout-42-rollback-1';
    const { stdout: record } = await run(
      'git',
      ['show', `${branch}:decisions/change-checkout-42-rollback-1.md`],
      { cwd: folder },
    );
    expect(record).toMatch(/owner: "Ana Diaz <ana@example.com>"\nchannel: "#checkout"\nstop_conditions:/);
    expect(record).toContain('orders are missing');
    const { stdout: book } = await run('git', ['show', `${branch}:runbooks/change-checkout-42.md`], {
      cwd: folder,
    });
    expect(book).toMatch(/## Meaning[^]*## Impact[^]*## Diagnosis[^]*## Mitigation/);
    expect((await as(ANA, 'change', 'close', 'checkout-42')).exitCode).toBe(EXIT.inSync);
    expect((await as(ANA, 'change', 'list')).stdout).toContain('checkout-43');
    expect((await as(ANA, 'change', 'list')).stdout).not.toContain('checkout-42');
    expect((await as(ANA, 'audit', 'verify')).exitCode).toBe(EXIT.inSync);
  },
  MINUTES,
);

it.each([
  ['owner: [Ana Diaz, Bo Li]', /^owner:.*$/m, 'exactly one owner, and this has 2'],
  ['channel: []', /^channel:.*$/m, 'exactly one channel, and this has none'],
  ['stop_when: []', /^stop_when:[^]*?(?=^checks)/m, 'at least one stop condition'],
] as const)(
  '`%s` is refused with its place',
  async (line, from, words) => {
    const folder = await mkdtemp(join(tmpdir(), 'kedge-desk-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const text = await readFile(new URL('checkout-42.yaml', EXAMPLE), 'utf8');
    await writeFile(join(folder, 'checkout-42.yaml'), text.replace(from, `${line}\n`));
    const kedge = await kedgeCommand({ KEDGE_ACTOR: ANA });
    const { exitCode, stderr } = await kedge(['change', 'check', 'checkout-42.yaml'], folder);
    expect([exitCode, stderr]).toEqual([EXIT.error, expect.stringContaining(words)]);
    expect(stderr).toMatch(/checkout-42\.yaml:\d+:\d+: /);
  },
  MINUTES,
);
