import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportAddress, ImportPlace } from '#ports/import-placer.ts';
import { folderWith } from '../folder-for-test.ts';
import { createImportPlacer } from './import-placer.ts';

const placer = createImportPlacer();

function address(text: string): ImportAddress {
  const read = placer.readAddress(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.address;
}

/** A Git top level with the stack in `stack`. */
async function placeIn(
  files: Readonly<Record<string, string>>,
  text: string,
  inCode = false,
): Promise<{ readonly top: string; readonly found: Awaited<ReturnType<typeof placer.place>> }> {
  const top = await folderWith(files);
  const found = await placer.place({ folder: join(top, 'stack'), top, address: address(text), inCode });
  return { top, found };
}

async function placed(
  files: Readonly<Record<string, string>>,
  text: string,
  inCode = false,
): Promise<{ readonly top: string; readonly place: ImportPlace }> {
  const { top, found } = await placeIn(files, text, inCode);
  if ('refused' in found) throw new Error(found.refused.sentence);
  return { top, place: found.place };
}

async function filesOf(files: Readonly<Record<string, string>>, text: string, inCode = false) {
  const { top, place } = await placed(files, text, inCode);
  return {
    resource: place.resourceFile === null ? null : relative(top, place.resourceFile),
    import: relative(top, place.importFile),
  };
}

async function refusalOf(files: Readonly<Record<string, string>>, text: string): Promise<string> {
  const { found } = await placeIn(files, text);
  if ('place' in found) throw new Error(`placed in ${found.place.resourceFile}`);
  expect(found.refused.sentence).toMatch(/^[A-Za-z].*[.:]/);
  expect(found.refused.next).toMatch(/^[A-Z].*\.$/);
  return found.refused.code;
}

const QUEUE = 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n';

describe('an address', () => {
  it.each([
    ['aws_sqs_queue.jobs', 'aws_sqs_queue.jobs', '', false],
    [
      'module.a.module.b.aws_sqs_queue.jobs',
      'module.a.module.b.aws_sqs_queue.jobs',
      'module.a.module.b',
      false,
    ],
    ['module.a["eu"].aws_sqs_queue.jobs', 'module.a["eu"].aws_sqs_queue.jobs', 'module.a', true],
    ['aws_sqs_queue.jobs[0]', 'aws_sqs_queue.jobs[0]', '', true],
  ])('%s is read', (text, whole, module, keyed) => {
    expect(address(text)).toEqual({ text: whole, module, type: 'aws_sqs_queue', name: 'jobs', keyed });
  });

  it.each([
    '',
    'jobs',
    'aws_sqs_queue',
    'data.aws_sqs_queue.jobs',
    'output.jobs',
    'aws_sqs_queue.jobs.name',
    'aws_sqs_queue.jobs }\nresource "x" "y" {',
    'aws_sqs_queue.jobs"',
    'aws_sqs_queue.jobs[-1]',
    'aws_sqs_queue.1jobs',
  ])('is not what %j is', (text) => {
    expect(placer.readAddress(text)).toHaveProperty('problem');
  });
});

describe('an imported resource', () => {
  it('goes to those of its type, with its import block beside it', async () => {
    const files = { 'stack/main.tf': '', 'stack/queues.tf': QUEUE, 'stack/z.tf': QUEUE.replace('jobs', 'x') };
    expect(await filesOf(files, 'aws_sqs_queue.more')).toEqual({
      resource: 'stack/queues.tf',
      import: 'stack/queues.tf',
    });
  });

  it('goes to a file named after its type where there are none, and never to an override', async () => {
    const files = { 'stack/main.tf': '', 'stack/x_override.tf': QUEUE, 'stack/q.tf.json': '{}' };
    expect((await filesOf(files, 'aws_sqs_queue.more')).resource).toBe('stack/sqs_queue.tf');
    expect((await filesOf(files, 'aws_override.more')).resource).toBe('stack/override_resources.tf');
    expect((await filesOf({ 'stack/sqs_queue.tofu': '' }, 'aws_sqs_queue.more')).resource).toBe(
      'stack/sqs_queue.tofu',
    );
  });

  it('has its import block in imports.tf where the stack has one', async () => {
    const files = { 'stack/queues.tf': QUEUE, 'stack/imports.tf': '' };
    expect(await filesOf(files, 'aws_sqs_queue.more')).toEqual({
      resource: 'stack/queues.tf',
      import: 'stack/imports.tf',
    });
  });

  const MODULES = {
    'stack/main.tf': 'module "a" {\n  source = "../modules/a"\n  providers = { aws = aws.west }\n}\n',
    'modules/a/main.tf': 'module "b" {\n  source = "./b"\n}\n',
    'modules/a/b/main.tf': QUEUE,
  };

  it('goes into the folder of its module, the import block into the root', async () => {
    expect(await filesOf(MODULES, 'module.a.module.b.aws_sqs_queue.more')).toEqual({
      resource: 'modules/a/b/main.tf',
      import: 'stack/imports.tf',
    });
    const { place } = await placed(MODULES, 'module.a.module.b.aws_sqs_queue.more');
    expect(place.draftProvider).toBe('aws.west');
  });

  it('is drafted under a name that the root module does not have', async () => {
    const { place } = await placed({ ...MODULES, 'stack/q.tf': QUEUE }, 'module.a.aws_sqs_queue.jobs');
    expect(place.draftName).toBe('jobs_draft');
  });

  it.each([
    ['instance', MODULES, 'aws_sqs_queue.more["x"]'],
    [
      'instance',
      { 'stack/main.tf': 'module "a" {\n  source = "./a"\n  count = 1\n}\n', 'stack/a/x.tf': '' },
      'module.a.aws_x.y',
    ],
    ['no_module', MODULES, 'module.c.aws_x.y'],
    ['remote_module', { 'stack/main.tf': 'module "a" {\n  source = "org/a/aws"\n}\n' }, 'module.a.aws_x.y'],
    [
      'shared_module',
      { ...MODULES, 'other/main.tf': 'module "x" {\n  source = "../modules/a"\n}\n' },
      'module.a.aws_x.y',
    ],
    [
      'shared_module',
      { ...MODULES, 'other/main.tf': 'module "x" {\n  source = "../modules/a"\n}\n' },
      'module.a.module.b.aws_x.y',
    ],
    ['shared_module', { ...MODULES, 'other/main.tf': 'module "x" {\n  source = "../stack"\n}\n' }, 'aws_x.y'],
    [
      'shared_module',
      {
        'stack/main.tf': 'module "a" {\n  source = "./m"\n}\nmodule "b" {\n  source = "./m"\n}\n',
        'stack/m/x.tf': '',
      },
      'module.a.aws_x.y',
    ],
    ['syntax', { 'stack/main.tf': 'resource "a" {' }, 'aws_x.y'],
  ])('is refused as %s', async (code, files, text) => {
    expect(await refusalOf(files, text)).toBe(code);
  });

  it('is refused where the module lies outside of the repository', async () => {
    const outside = await folderWith({ 'main.tf': '' });
    const top = await folderWith({ 'stack/main.tf': '' });
    await writeFile(
      join(top, 'stack/main.tf'),
      `module "a" {\n  source = "${relative(join(top, 'stack'), outside)}"\n}\n`,
    );
    const found = await placer.place({
      folder: join(top, 'stack'),
      top,
      address: address('module.a.aws_x.y'),
      inCode: false,
    });
    expect(found).toMatchObject({ refused: { code: 'outside_repository' } });
  });
});

describe('what is written', () => {
  async function written(
    files: Readonly<Record<string, string>>,
    id: string,
    inCode = false,
  ): Promise<string> {
    const { place } = await placed(files, 'aws_sqs_queue.jobs', inCode);
    const edits = await placer.edits(place, id, inCode ? null : QUEUE);
    return edits.map(({ after }) => after).join('----\n');
  }
  const IMPORT = 'import {\n  to = aws_sqs_queue.jobs\n  id = "x"\n}\n';
  const OTHER = QUEUE.replace('"jobs"', '"other"');

  it('stands behind what is there, an empty line between', async () => {
    expect(await written({ 'stack/main.tf': OTHER }, 'x')).toBe(`${OTHER}\n${IMPORT}\n${QUEUE}`);
    expect(await written({ 'stack/main.tf': OTHER.trimEnd() }, 'x')).toBe(`${OTHER}\n${IMPORT}\n${QUEUE}`);
    expect(await written({ 'stack/main.tf': `${OTHER}\n` }, 'x')).toBe(`${OTHER}\n${IMPORT}\n${QUEUE}`);
    expect(await written({ 'stack/a.tf': '' }, 'x')).toBe(`${IMPORT}\n${QUEUE}`);
  });

  it('is the import block alone, behind the block that the code has', async () => {
    expect(await written({ 'stack/main.tf': `${QUEUE}${OTHER}` }, 'x', true)).toBe(
      `${QUEUE}\n${IMPORT}\n${OTHER}`,
    );
  });

  it('has the line ends of the file', async () => {
    const text = await written({ 'stack/main.tf': OTHER.replaceAll('\n', '\r\n') }, 'x');
    expect(text).toBe(`${OTHER}\n${IMPORT}\n${QUEUE}`.replaceAll('\n', '\r\n'));
  });

  it('says an ID that looks like a template as it is', async () => {
    expect(await written({ 'stack/a.tf': '' }, 'a"${b}%{c}\\')).toContain('id = "a\\"$${b}%%{c}\\\\"');
  });
});

describe('generated configuration', () => {
  const GENERATED = `# __generated__ by Terraform
# Please review these resources and move them into your main configuration files.

# __generated__ by Terraform from "z"
resource "aws_sqs_queue" "jobs_draft" {
  provider    = aws.west
  kms_key     = ""
  name        = "z"
  name_prefix = null
  password    = null # sensitive
  tags        = null
}
`;
  const PLACE: ImportPlace = {
    address: address('module.a.aws_sqs_queue.jobs'),
    resourceFile: '/x/main.tf',
    importFile: '/y/imports.tf',
    importAfterLine: null,
    draftName: 'jobs_draft',
    draftProvider: 'aws.west',
    folders: [],
  };

  it('gets its own name, loses the provider of the draft, and is offered shortest first', async () => {
    const made = await placer.configurations(GENERATED, PLACE);
    if ('problem' in made) throw new Error(made.problem);
    expect(made.texts.map(({ text }) => text)).toEqual([
      'resource "aws_sqs_queue" "jobs" {\n  name = "z"\n}\n',
      'resource "aws_sqs_queue" "jobs" {\n  kms_key = ""\n  name    = "z"\n}\n',
      `resource "aws_sqs_queue" "jobs" {
  kms_key     = ""
  name        = "z"
  name_prefix = null
  password    = null # sensitive
  tags        = null
}
`,
    ]);
    expect(made.texts.map(({ withheld }) => withheld)).toEqual([['password'], ['password'], ['password']]);
  });

  it.each(['', 'resource "other" "jobs_draft" {\n}\n', 'resource "aws_sqs_queue" {'])(
    'that is something else is refused: %j',
    async (text) => {
      expect(await placer.configurations(text, PLACE)).toHaveProperty('problem');
    },
  );
});
