import { chmod, mkdtemp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dottedNames, renderPath, type AttributePath } from '#domain/drift/attribute-path.ts';
import { matchIgnore, parseDriftIgnore, type IgnoreSubject } from '#domain/policy/drift-ignore.ts';
import { ignoreLineText } from '#domain/policy/ignore-line.ts';
import { appendIgnoreLine, type IgnoreRequest } from './ignore-file-line.ts';

const TODAY = '2026-05-04';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-ignore-'));
  file = join(folder, '.driftignore');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const request = (changes: Partial<IgnoreRequest> = {}): IgnoreRequest => ({
  stackFolder: folder,
  address: 'aws_sqs_queue.jobs',
  resourceType: 'aws_sqs_queue',
  resourceName: 'jobs',
  path: 'tags["Team"]',
  owner: '@platform',
  reason: 'the autoscaler writes it',
  until: '2026-06-01',
  ...changes,
});

const append = async (changes: Partial<IgnoreRequest> = {}): Promise<string> => {
  const done = await appendIgnoreLine(request(changes), TODAY);
  if ('problem' in done) return done.problem;
  return done.added ? 'added' : 'there';
};

const LINE =
  'aws_sqs_queue.jobs.tags.Team # owner="@platform" until=2026-06-01 reason="the autoscaler writes it"\n';

describe('the line', () => {
  it('names the place, the owner, the end and the reason', async () => {
    expect(await append()).toBe('added');
    expect(await readFile(file, 'utf8')).toBe(LINE);
  });

  it('is written behind what is there, and every other byte stays', async () => {
    const bytes = Buffer.concat([
      Buffer.from('\uFEFF# head \t\n!aws_x.y\n\n'),
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from('aws_sqs_queue.other # no line end'),
    ]);
    await writeFile(file, bytes);
    expect(await append()).toBe('added');
    expect(await readFile(file)).toEqual(Buffer.concat([bytes, Buffer.from(`\n${LINE}`)]));
  });

  it('ends as the other lines end', async () => {
    await writeFile(file, '# head\r\naws_x.y');
    await append();
    expect(await readFile(file, 'utf8')).toBe(`# head\r\naws_x.y\r\n${LINE.replace('\n', '\r\n')}`);
  });

  it('is written once, and again where a later line shows the place again', async () => {
    expect([await append(), await append()]).toEqual(['added', 'there']);
    expect(await readFile(file, 'utf8')).toBe(LINE);
    await writeFile(file, `${LINE}!aws_sqs_queue.jobs.tags.*\n`);
    expect([await append(), await append()]).toEqual(['added', 'there']);
    expect(await readFile(file, 'utf8')).toBe(`${LINE}!aws_sqs_queue.jobs.tags.*\n${LINE}`);
  });

  it('with another reason or end is another line', async () => {
    await append();
    expect(await append({ until: '2026-07-01' })).toBe('added');
    expect(await append({ until: null })).toBe('added');
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
  });

  it.each([
    ['line ends', 'one\n*\r\n!aws_x\u2028*', 'one * !aws_x *'],
    ['quotes', 'the "blue" one" until=2030-01-01 "', "the 'blue' one' until=2030-01-01 '"],
    ['signs of a comment', 'see # 12 #x', 'see # 12 #x'],
    ['fields', 'owner=eve until=2031-01-01 reason=none', 'owner=eve until=2031-01-01 reason=none'],
    ['controls', 'a\u0000\u001b[31mb', 'a [31mb'],
  ])('keeps %s in its note', async (_what, text, read) => {
    expect(await append({ reason: text, owner: text })).toBe('added');
    const { rules, problems } = parseDriftIgnore(await readFile(file, 'utf8'));
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([{ reason: read, owner: read, until: '2026-06-01' }]);
  });

  it('keeps the mode of the file, follows a link, and leaves nothing else behind', async () => {
    const real = join(folder, 'shared', 'ignore');
    await mkdir(join(folder, 'shared'));
    await writeFile(real, '# shared\n');
    await chmod(real, 0o640);
    await symlink(real, file);
    expect(await append()).toBe('added');
    expect(await readFile(real, 'utf8')).toBe(`# shared\n${LINE}`);
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).toSorted()).toEqual(['.driftignore', 'shared']);
    expect(await readdir(join(folder, 'shared'))).toEqual(['ignore']);
  });

  it('of each of many writers at once is there', async () => {
    const paths = Array.from({ length: 10 }, (_, i) => `tags["k${i}"]`);
    expect(new Set(await Promise.all(paths.map((path) => append({ path }))))).toEqual(new Set(['added']));
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(
      new Set(paths.map((_, i) => `aws_sqs_queue.jobs.tags.k${i}`)),
    );
    expect(lines).toHaveLength(10);
  });
});

describe('what cannot be named', () => {
  it.each([
    ['a whole resource', { path: '' }, 'would also hide every later change'],
    ['a secret in the address', { address: 'aws_x.y["(sensitive)"]' }, 'spell out something secret'],
    ['a secret in the path', { path: 'tags["(sensitive)"]' }, 'spell out something secret'],
    ['a key with a line end', { path: 'tags["a\\nb"]' }, 'No line of .driftignore can name'],
    ['no path', { path: 'tags[' }, 'is not a path of an attribute'],
    ['a day that has passed', { until: '2026-05-03' }, 'ended on 2026-05-03 takes nothing out'],
    ['no day', { until: 'soon' }, 'No line of .driftignore can name'],
  ] as const)('is refused: %s', async (_what, changes, sentence) => {
    await writeFile(file, '# as it was');
    expect(await append(changes)).toContain(sentence);
    expect(await readFile(file, 'utf8')).toBe('# as it was');
  });

  it('is refused where the file cannot be read, and is not taken for an empty one', async () => {
    await mkdir(file);
    expect(await append()).toContain('could not be written (EISDIR)');
  });
});

const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,4}$/);
const key = fc.oneof(
  fc.string({ minLength: 1, maxLength: 5 }),
  fc.stringMatching(/^[a-z.*?[\]\\"#! ]{1,4}$/),
);
const instance = fc.oneof(
  fc.constant(''),
  fc.nat({ max: 12 }).map((index) => `[${index}]`),
  key.map((text) => `[${JSON.stringify(text)}]`),
);
const address = fc
  .tuple(fc.option(fc.tuple(name, instance)), name, name, instance)
  .map(([module, type, own, last]) => ({
    type,
    name: own,
    address: `${module === null ? '' : `module.${module[0]}${module[1]}.`}${type}.${own}${last}`,
  }));
const path: fc.Arbitrary<AttributePath> = fc
  .tuple(
    name,
    fc.array(
      fc.oneof(
        name.map((text) => ({ kind: 'attribute' as const, name: text })),
        key.map((text) => ({ kind: 'key' as const, key: text })),
        fc.nat({ max: 12 }).map((index) => ({ kind: 'index' as const, index })),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([first, rest]) => [{ kind: 'attribute' as const, name: first }, ...rest]);

describe('every line that can be written', () => {
  const ruleFor = (of: { readonly address: string }, at: AttributePath) => {
    const line = ignoreLineText({ ...request(), address: of.address, path: renderPath(at) });
    if ('problem' in line) throw new Error(line.problem);
    const { rules, problems } = parseDriftIgnore(line.text);
    return { line, rules, clean: problems.length === 0 && rules.length === 1 };
  };
  const subjectOf = (
    of: { readonly type: string; readonly name: string; readonly address: string },
    names: readonly string[],
  ): IgnoreSubject => ({ ...of, id: null, path: names });
  const dotted = (subject: IgnoreSubject): string => [subject.address, ...subject.path].join('.');

  it('reads the path as a scan has it, and matches it', () => {
    fc.assert(
      fc.property(address, path, (of, at) => {
        const { line, rules, clean } = ruleFor(of, at);
        expect(line.path).toEqual(dottedNames(at));
        fc.pre(clean);
        expect(matchIgnore(rules, subjectOf(of, line.path), TODAY).ignored).toBe(true);
      }),
    );
  });

  it('takes out no other place of that resource or of another', () => {
    fc.assert(
      fc.property(address, path, address, path, (of, at, other, beside) => {
        const { line, rules, clean } = ruleFor(of, at);
        fc.pre(clean);
        const named = dotted(subjectOf(of, line.path));
        const near = [
          subjectOf(other, dottedNames(beside)),
          subjectOf(of, dottedNames(beside)),
          subjectOf(other, line.path),
          subjectOf(of, []),
          subjectOf(of, line.path.slice(0, -1)),
          subjectOf(of, [...line.path.slice(0, -1), `${line.path.at(-1) ?? ''}x`]),
          subjectOf({ ...of, address: `${of.address.replace(/\[[^[]*\]$/, '')}["other"]` }, line.path),
          subjectOf({ ...of, address: `module.other.${of.address}` }, line.path),
        ];
        for (const subject of near) {
          const bare = `${subject.type}.${subject.name}`;
          const names = [
            subject.address,
            bare,
            subject.address.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, ''),
          ];
          const said = names.map((start) => [start, ...subject.path].join('.'));
          // What the name says literally, or what lies below it, is meant; nothing else is.
          const meant = said.some(
            (text) => text === named || text.startsWith(`${named}.`) || text.startsWith(`${named}[`),
          );
          expect(!meant && matchIgnore(rules, subject, TODAY).ignored).toBe(false);
        }
      }),
    );
  });
});
