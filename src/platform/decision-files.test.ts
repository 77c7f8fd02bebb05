import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionRecord, type RecordFacts } from '#domain/decision/decision-record.ts';
import type { Decision } from '#domain/decision/decision.ts';
import { differenceForTest } from '#domain/decision/drift-for-test.ts';
import { ANA, factsForTest, HOSTILE, REALITY } from '#domain/decision/record-for-test.ts';
import {
  createDecisionBook,
  readAcceptedBaselines,
  supersedeDecisionRecord,
  writeDecisionRecord,
} from './decision-files.ts';
import { parseDecisionRecord } from './record-file.ts';

const record = (changes: Partial<Decision> = {}, more: Partial<RecordFacts> = {}) => ({
  decision: 'd1',
  ...decisionRecord(factsForTest(changes, more)),
});

const headOf = (text: string): unknown => {
  const read = parseDecisionRecord(text);
  return 'head' in read ? read.head : read;
};

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kedge-decisions-'));
  folder = join(root, 'decisions');
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

const write = async (changes: Partial<Decision> = {}, more: Partial<RecordFacts> = {}): Promise<string> => {
  const facts = factsForTest(changes, more);
  const written = await writeDecisionRecord(folder, {
    decision: facts.decision.id,
    ...decisionRecord(facts),
  });
  if ('problem' in written) throw new Error(written.problem);
  return written.path;
};

describe('writing a record', () => {
  it('takes the next number, and a name that every system can check out', async () => {
    await mkdir(folder);
    await writeFile(join(folder, '0007-earlier.md'), '# an earlier decision of people\n');
    await writeFile(join(folder, 'README.md'), 'what is in here');
    expect(await write()).toBe(join(folder, '0008-accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md'));
    const far = await writeDecisionRecord(folder, {
      ...record(),
      decision: 'd2',
      title: '../../\u0000 ÄÖ/..\\',
    });
    expect(far).toEqual({ path: join(folder, '0009-ao.md'), changed: true });
  });

  it('replaces the record of the same decision where it stands, whatever its file is called by now', async () => {
    const path = await write();
    await write({ id: 'd2' });
    const again = await writeDecisionRecord(folder, record({ reason: 'something else' }));
    expect(again).toEqual({ path, changed: true });
    expect(headOf(await readFile(path, 'utf8'))).toMatchObject({ reason: 'something else' });
    expect(await writeDecisionRecord(folder, record({ reason: 'something else' }))).toEqual({
      path,
      changed: false,
    });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('gives every writer a number of its own when many write at once, and leaves nothing else behind', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `d${i}`);
    const paths = await Promise.all(ids.map((id) => write({ id, reason: `the reason of ${id}` })));
    expect(new Set(paths).size).toBe(12);
    const names = (await readdir(folder)).toSorted();
    expect(names.map((name) => name.slice(0, 4))).toEqual(ids.map((_, i) => String(i + 1).padStart(4, '0')));
    for (const [i, path] of paths.entries()) {
      expect(headOf(await readFile(path, 'utf8'))).toMatchObject({ decision: `d${i}` });
    }
  });

  it('clears what a killed writer has left', async () => {
    await mkdir(folder);
    await writeFile(join(folder, '.kedge-draft-0123456789ab'), 'half a rec');
    await writeFile(join(folder, '.kedge-lock'), JSON.stringify({ pid: 1, started: 'long ago' }));
    await write();
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('says why it cannot', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const written = await writeDecisionRecord(folder, record());
    expect(written).toEqual({ problem: expect.stringMatching(/could not be written \((EEXIST|ENOTDIR)\)/) });
  });

  it('is served by the book with names from the root', async () => {
    const book = createDecisionBook({ folder, root, now: () => new Date('2026-05-04T10:00:00Z') });
    expect(await book.write(record())).toEqual({
      file: 'decisions/0001-accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md',
      changed: true,
    });
    const line = {
      stackFolder: root,
      difference: differenceForTest({ path: 'tags["Team"]' }),
      owner: '@platform',
      reason: 'the autoscaler writes it',
      until: null,
    };
    expect(await book.ignore(line)).toEqual({ file: '.driftignore' });
  });
});

describe('superseding a record', () => {
  it('changes its status alone, and takes its acceptances out', async () => {
    const path = await write({ reason: 'status: "accepted" stays in the reason' });
    const before = await readFile(path, 'utf8');
    expect(await supersedeDecisionRecord(path, join(folder, '0002-other.md'))).toEqual({ path });
    const after = await readFile(path, 'utf8');
    expect(after).toBe(
      before.replace('status: "accepted"\ndate', 'status: "superseded by 0002-other.md"\ndate'),
    );
    expect(await readAcceptedBaselines(folder, root)).toEqual({ baselines: [], warnings: [] });
  });

  it('says so when there is no status', async () => {
    await mkdir(folder);
    const path = join(folder, '0001-x.md');
    await writeFile(path, '# no front matter\n\nstatus: accepted\n');
    expect(await supersedeDecisionRecord(path, '0002-y.md')).toEqual({
      problem: `${path} has no status in its front matter.`,
    });
  });
});

describe('what is accepted', () => {
  it('is never made of a revert by its texts', async () => {
    for (const [i, text] of HOSTILE.entries()) {
      await write({ id: `h${i}`, kind: 'revert', until: null, reason: text === '' ? '?' : text });
    }
    expect(await readAcceptedBaselines(folder, root)).toEqual({ baselines: [], warnings: [] });
  });

  it('is read from the records that stand', async () => {
    await write();
    await write({ id: 'd2', kind: 'revert', until: null });
    await write({ id: 'd3' }, { ended: { how: 'withdrawn', at: '2026-05-05T00:00:00.000Z' } });
    await write({ id: 'd4', approvalsNeeded: 1 });
    expect(await readAcceptedBaselines(folder, root)).toEqual({
      baselines: [
        {
          fingerprint: 'aaaaaaaaaaaa',
          reality: REALITY,
          intent: 'ef'.repeat(16),
          until: '2026-06-01',
          by: ANA,
          reason: 'the migration needs it',
          file: 'decisions/0001-accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md',
        },
      ],
      warnings: [],
    });
  });

  it('is nothing without the folder', async () => {
    expect(await readAcceptedBaselines(folder, root)).toEqual({ baselines: [], warnings: [] });
  });

  it('may have Windows line ends and a byte order mark', async () => {
    const path = await write();
    await writeFile(path, `\uFEFF${(await readFile(path, 'utf8')).replaceAll('\n', '\r\n')}`);
    expect((await readAcceptedBaselines(folder, root)).baselines).toHaveLength(1);
  });

  it('does not mind decisions that are none of Kedge', async () => {
    await mkdir(folder);
    await writeFile(join(folder, '0001-use-postgres.md'), '# Use PostgreSQL\n\nkedge: decision/1\n');
    await writeFile(join(folder, '0002-madr.md'), '---\nstatus: accepted\nkind: accept\n---\n# MADR\n');
    await writeFile(join(folder, '0003-broken.md'), '---\nstatus: [accepted\n---\n# broken\n');
    expect(await readAcceptedBaselines(folder, root)).toEqual({ baselines: [], warnings: [] });
  });

  it.each([
    [
      'YAML that is none',
      (text: string) => text.replace('kind: "accept"', 'kind: "accept'),
      'is not valid YAML',
    ],
    ['a kind that is none', (text: string) => text.replace('kind: "accept"', 'kind: "acept"'), '`kind`'],
    ['no day', (text: string) => text.replaceAll('"2026-06-01"', '"2026-02-30"'), '`baselines.0.until`'],
    ['no baselines', (text: string) => text.replace('baselines:', 'baselnes:'), '`baselines`'],
    ['an end that is missing', (text: string) => text.replace('\n---\n', '\n--\n'), 'is not closed'],
    ['another version', (text: string) => text.replace('decision/1', 'decision/2'), '`kedge`'],
    [
      'an alias',
      (text: string) => text.replace('"@platform"', '&a x').replace('"#prod"', '*a'),
      'not valid YAML',
    ],
  ])('is nothing, with a warning, where a record has %s', async (_what, damage, told) => {
    const path = await write();
    const before = await readFile(path, 'utf8');
    const damaged = damage(before);
    expect(damaged).not.toBe(before);
    await writeFile(path, damaged);
    const { baselines, warnings } = await readAcceptedBaselines(folder, root);
    expect(baselines).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(told)]);
    expect(warnings[0]).toContain(
      'decisions/0001-accept-aws-sqs-queue-jobs-visibility-timeout-seconds.md accepts nothing.',
    );
  });

  it('is nothing, with a warning, where the folder or a record cannot be read', async () => {
    await writeFile(folder, '');
    expect(await readAcceptedBaselines(folder, root)).toEqual({
      baselines: [],
      warnings: ['decisions could not be read (ENOTDIR): nothing is accepted.'],
    });
    await rm(folder);
    await mkdir(join(folder, '0001-a-folder.md'), { recursive: true });
    expect((await readAcceptedBaselines(folder, root)).warnings).toEqual([
      'decisions/0001-a-folder.md accepts nothing. It could not be read (EISDIR).',
    ]);
  });
});
