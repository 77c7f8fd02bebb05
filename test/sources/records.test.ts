import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import { createRecordsBook } from '#adapters/git/source/records-book.ts';
import { decisionRecord } from '#domain/decision/decision-record.ts';
import { differenceForTest } from '#domain/decision/drift-for-test.ts';
import { factsForTest } from '#domain/decision/record-for-test.ts';
import { because } from '#test/real-parts.ts';
import type { GitSource } from '#domain/fleet/source.ts';
import { snapshot, withoutGit } from '../git/git-fixture.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const CANARY = 'records-canary';
const BRANCH = 'kedge/records';
const NAME = 'accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md';

let world: SourceFixture;
let server: GitServer;
beforeEach(async () => {
  world = await sourceFixture(
    { 'kedge.yaml': 'decisions: { folder: docs/decisions }\n', 'live/prod/main.tf': '' },
    {
      env: { KEDGE_SECRET_GIT: CANARY },
      source: { push: true, credential: { secret: { env: 'KEDGE_SECRET_GIT' }, username: null } },
    },
  );
  server = await startGitServer(join(world.root, 'remotes'), CANARY);
});
afterEach(async () => {
  await server.close();
  await world.remove();
});

const source = (change: Partial<GitSource> = {}): GitSource => ({
  ...world.source,
  url: `${server.url}/infra.git`,
  ...change,
});
/** A server, or with another data folder one of another machine. */
const bookOf = async (of = source(), data = world.settings.data) => {
  const settings = { ...world.settings, data };
  good(await createCheckouts(settings).sync(of, null, NEVER));
  return createRecordsBook(settings, of, () => new Date('2026-05-04T10:00:00Z'));
};
const record = (id: string, reason = 'the migration needs it') => ({
  decision: id,
  ...decisionRecord(factsForTest({ id, reason })),
});
const line = (more: object = {}) => ({
  stackFolder: '/live/prod',
  difference: differenceForTest(),
  owner: '@platform',
  reason: 'set by the scaler',
  until: null,
  ...more,
});
const filesOf = (repository: string): readonly string[] =>
  world.git(repository, 'ls-tree', '-r', '--name-only', BRANCH).trim().split('\n');

describe.skipIf(withoutGit !== null)(`the records of a source${because(withoutGit)}`, () => {
  it('are committed to a branch of their own and pushed, and touch no work tree', async () => {
    const book = await bookOf();
    const before = snapshot(join(world.root, 'work'));
    expect(await book.write(record('d1'))).toEqual({ file: `docs/decisions/0001-${NAME}`, changed: true });
    expect(await book.ignore(line())).toMatchObject({ file: 'live/prod/.driftignore' });
    expect(filesOf(world.remote)).toEqual([
      `docs/decisions/0001-${NAME}`,
      'kedge.yaml',
      'live/prod/.driftignore',
      'live/prod/main.tf',
    ]);
    expect(world.git(world.remote, 'show', `${BRANCH}:live/prod/.driftignore`)).toContain(
      'aws_sqs_queue.jobs.visibility_timeout_seconds',
    );
    expect(world.git(world.remote, 'log', '--format=%s', 'main..kedge/records')).toBe(
      `Ignore aws_sqs_queue.jobs\nRecord a decision: ${record('d1').title}\n`,
    );
    expect(world.git(world.remote, 'rev-parse', 'main')).toBe(
      world.git(join(world.root, 'work'), 'rev-parse', 'HEAD'),
    );
    expect(snapshot(join(world.root, 'work'))).toBe(before);
    expect(world.log.join('\n')).not.toContain(CANARY);
  });

  it('say the same once, however often they are asked', async () => {
    const book = await bookOf();
    await book.write(record('d1'));
    await book.ignore(line());
    const tip = world.git(world.remote, 'rev-parse', BRANCH);
    expect(await book.write(record('d1'))).toEqual({ file: `docs/decisions/0001-${NAME}`, changed: false });
    expect(await book.ignore(line())).toMatchObject({ file: 'live/prod/.driftignore' });
    expect(world.git(world.remote, 'rev-parse', BRANCH)).toBe(tip);
    expect(await book.write(record('d1', 'another reason'))).toEqual({
      file: `docs/decisions/0001-${NAME}`,
      changed: true,
    });
    expect(await book.write(record('d2'))).toEqual({ file: `docs/decisions/0002-${NAME}`, changed: true });
  });

  it('stay here where the source permits no push', async () => {
    const book = await bookOf(source({ push: false }));
    expect(await book.write(record('d1'))).toMatchObject({ changed: true });
    expect(world.git(world.remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
    const repository = join(world.settings.data, 'sources/infra/repository.git');
    expect(filesOf(repository)).toContain(`docs/decisions/0001-${NAME}`);
  });

  it('that could not be pushed are pushed with the next try', async () => {
    const book = await bookOf();
    server.answerWith((_, response) => void response.writeHead(503).end());
    expect(await book.write(record('d1'))).toHaveProperty('problem');
    server.answerWith(null);
    // Killed between commit and push: what was committed here is not there yet.
    const local = await bookOf(source({ push: false }));
    await local.write(record('d1'));
    expect(await book.write(record('d1'))).toMatchObject({ changed: false });
    expect(filesOf(world.remote)).toContain(`docs/decisions/0001-${NAME}`);
  });

  it('of two machines come together, and none is lost', async () => {
    const one = await bookOf();
    const other = await bookOf(source(), join(world.root, 'data-2'));
    const offline = await bookOf(source({ push: false }), join(world.root, 'data-2'));
    await one.write(record('d1'));
    await offline.ignore(line());
    expect(await other.write(record('d2'))).toEqual({ file: `docs/decisions/0002-${NAME}`, changed: true });
    const both = await Promise.all([
      one.write(record('d3')),
      other.ignore(line({ stackFolder: '/live/dev' })),
    ]);
    expect(both).toMatchObject([{ changed: true }, { file: 'live/dev/.driftignore' }]);
    expect(filesOf(world.remote)).toEqual([
      ...['0001', '0002', '0003'].map((number) => `docs/decisions/${number}-${NAME}`),
      'kedge.yaml',
      'live/dev/.driftignore',
      'live/prod/.driftignore',
      'live/prod/main.tf',
    ]);
  });

  it('go on from the head after somebody merged the branch, deleted or not', async () => {
    const book = await bookOf();
    await book.write(record('d1'));
    world.git(world.remote, 'update-ref', 'refs/heads/main', BRANCH);
    await (await bookOf()).write(record('d2'));
    expect(world.git(world.remote, 'rev-list', '--count', `main..${BRANCH}`).trim()).toBe('1');
    const squashed = world
      .git(world.remote, 'commit-tree', '-p', 'main', '-m', 'squash', `${BRANCH}^{tree}`)
      .trim();
    world.git(world.remote, 'update-ref', 'refs/heads/main', squashed);
    world.git(world.remote, 'branch', '-D', BRANCH);
    expect(await (await bookOf()).write(record('d3'))).toEqual({
      file: `docs/decisions/0003-${NAME}`,
      changed: true,
    });
    expect(world.git(world.remote, 'rev-parse', `${BRANCH}^`).trim()).toBe(squashed);
  });

  it('are not written through a link of the repository, nor for a source that was never read', async () => {
    await symlink(join(world.root, 'prey'), join(world.root, 'work/live/prod/.driftignore'));
    await writeFile(join(world.root, 'prey'), '');
    await world.push({ 'x.tf': '' });
    expect(await (await bookOf()).ignore(line())).toEqual({
      problem: expect.stringContaining('is no plain file there') as string,
    });
    expect(await readFile(join(world.root, 'prey'), 'utf8')).toBe('');
    const never = createRecordsBook(
      world.settings,
      source({ name: 'never', push: false }),
      () => new Date(0),
    );
    expect(await never.write(record('d1'))).toEqual({
      problem: 'Could not write into kedge/records of never: the source was never read. Sync it first.',
    });
  });
});
