import { symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createCodeReader } from './code-reader.ts';
import { folderWith } from './folder-for-test.ts';

const reader = createCodeReader();

type Files = Readonly<Record<string, string>>;

/** Looks up `a.b` in the root unless told otherwise; the place as `file:line-endLine`, with its text. */
async function look(files: Files, attribute?: string, module = '', mode: 'managed' | 'data' = 'managed') {
  const root = await folderWith(files);
  const tree = await reader.readTree(root);
  const at = { module, mode, type: 'a', name: 'b', ...(attribute === undefined ? {} : { attribute }) };
  const found = tree.locate(at);
  if (found === null) return null;
  return { at: `${relative(root, found.file)}:${found.line}-${found.endLine}`, text: found.text };
}

const RESOURCE = `# A group.
resource "a" "b" {
  name = "x" # why
  tags = {
    Team   = "core"
    "a.b"  = "c"
  }
  ingress {
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    cidr_blocks = [
      "10.0.0.0/8",
      "0.0.0.0/0",
    ]
    from { port = 1 }
  }
  script = <<-EOT
    name = "not this"
  EOT
  rules = [{ port = 1 }, { port = 2 }]
}
`;

describe('the place of a resource', () => {
  it('is its block, with the header as text', async () => {
    expect(await look({ 'main.tf': RESOURCE })).toEqual({ at: 'main.tf:2-22', text: 'resource "a" "b" {' });
  });

  it('is null for what the code does not hold', async () => {
    expect(await look({ 'main.tf': RESOURCE }, 'name', 'module.x')).toBeNull();
    expect(await look({ 'main.tf': RESOURCE }, 'name', '', 'data')).toBeNull();
    expect(await look({ 'main.tf': 'data "a" "b" {}' })).toBeNull();
  });

  it('is found for data sources, also inside a check', async () => {
    expect(await look({ 'x.tf': 'data "a" "b" {}\n' }, '', '', 'data')).toMatchObject({ at: 'x.tf:1-1' });
    const check = 'check "c" {\n  data "a" "b" {\n    x = 1\n  }\n}\n';
    expect(await look({ 'x.tf': check }, 'x', '', 'data')).toEqual({ at: 'x.tf:3-3', text: 'x = 1' });
  });

  it('is in the .tofu file where both exist', async () => {
    const files = { 'main.tf': RESOURCE, 'main.tofu': 'resource "a" "b" {}' };
    expect(await look(files)).toMatchObject({ at: 'main.tofu:1-1' });
  });
});

describe('the place of an attribute', () => {
  it.each([
    ['name', '3-3', 'name = "x"'],
    ['tags["Team"]', '5-5', 'Team   = "core"'],
    ['tags["a.b"]', '6-6', '"a.b"  = "c"'],
    ['tags.Team', '5-5', 'Team   = "core"'],
    ['ingress[0].cidr_blocks', '9-9', 'cidr_blocks = ["10.0.0.0/8"]'],
    ['ingress[1].cidr_blocks[1]', '14-14', '"0.0.0.0/0"'],
    ['ingress[1].from[0].port', '16-16', 'port = 1'],
    ['ingress[1].from.port', '16-16', 'port = 1'],
    ['ingress[0]', '8-10', 'ingress {\n    cidr_blocks = ["10.0.0.0/8"]\n  }'],
    ['script', '18-20', 'script = <<-EOT\n    name = "not this"\n  EOT'],
    ['rules[1].port', '21-21', 'port = 2'],
  ])('%s is found where it is written', async (path, lines, text) => {
    expect(await look({ 'main.tf': RESOURCE }, path)).toEqual({ at: `main.tf:${lines}`, text });
  });

  it.each([
    ['missing', '2-22', 'resource "a" "b" {'],
    ['tags["Other"]', '4-7', 'tags = {\n    Team   = "core"\n    "a.b"  = "c"\n  }'],
    ['name[0].x', '3-3', 'name = "x"'],
    ['ingress[0].description', '8-10', 'ingress {'],
    ['ingress[2].cidr_blocks', '2-22', 'resource "a" "b" {'],
    ['ingress[0].cidr_blocks[7]', '9-9', 'cidr_blocks = ["10.0.0.0/8"]'],
    ['[[[', '2-22', 'resource "a" "b" {'],
  ])('%s leads to the deepest part that is written', async (path, lines, text) => {
    expect(await look({ 'main.tf': RESOURCE }, path)).toEqual({ at: `main.tf:${lines}`, text });
  });

  it('is in the content of a dynamic block, whichever element it is', async () => {
    const text = [
      'resource "a" "b" {',
      '  ingress {',
      '    port = 1',
      '  }',
      '  dynamic "ingress" {',
      '    for_each = var.all',
      '    content {',
      '      port = ingress.value',
      '    }',
      '  }',
      '}',
    ].join('\n');
    expect(await look({ 'x.tf': text }, 'ingress[0].port')).toMatchObject({ at: 'x.tf:3-3' });
    expect(await look({ 'x.tf': text }, 'ingress[1].port')).toMatchObject({ at: 'x.tf:8-8' });
    expect(await look({ 'x.tf': text }, 'ingress[9].port')).toMatchObject({ at: 'x.tf:8-8' });
    expect(await look({ 'x.tf': text }, 'ingress[9].name')).toEqual({
      at: 'x.tf:5-10',
      text: 'dynamic "ingress" {',
    });
  });

  it('is in the literal part of a merge', async () => {
    const text = 'resource "a" "b" {\n  tags = merge(local.all, {\n    Team = "x"\n  })\n}\n';
    expect(await look({ 'x.tf': text }, 'tags["Team"]')).toEqual({ at: 'x.tf:3-3', text: 'Team = "x"' });
    expect(await look({ 'x.tf': text }, 'tags["Other"]')).toMatchObject({ at: 'x.tf:2-4' });
  });

  it('is in the override file where that writes it, and in the first file otherwise', async () => {
    const files = { 'override.tf': 'resource "a" "b" {\n  name = "y"\n}', 'z.tf': RESOURCE };
    expect(await look(files, 'name')).toMatchObject({ at: 'override.tf:2-2' });
    expect(await look(files, 'script')).toMatchObject({ at: 'z.tf:18-20' });
    expect(await look(files)).toMatchObject({ at: 'z.tf:2-22' });
  });

  it('keeps its line with a byte order mark, Windows line ends and text beyond ASCII', async () => {
    const text = `\uFEFF# 😀 é\n${RESOURCE}`.replaceAll('\n', '\r\n');
    expect(await look({ 'x.tf': text }, 'tags["Team"]')).toEqual({ at: 'x.tf:6-6', text: 'Team   = "core"' });
    expect(await look({ 'x.tf': text })).toMatchObject({ text: 'resource "a" "b" {' });
  });

  it('is found around a mistake elsewhere in the file', async () => {
    expect(await look({ 'x.tf': `${RESOURCE}\nresource "c" "d" {\n  x = = 1\n}\n` }, 'name')).toMatchObject({
      at: 'x.tf:3-3',
    });
  });
});

describe('the place in JSON configuration', () => {
  const json = JSON.stringify(
    {
      resource: {
        a: {
          b: {
            name: 'x',
            tags: { Team: 'core' },
            ingress: [{ port: 1 }, { port: 2 }],
            versioning: { on: true },
            dynamic: { rule: { for_each: [1], content: { id: 'y' } } },
          },
        },
      },
    },
    null,
    2,
  );

  it.each([
    ['', 'x.tf.json:4-30', '"b": {'],
    ['name', 'x.tf.json:5-5', '"name": "x"'],
    ['tags["Team"]', 'x.tf.json:7-7', '"Team": "core"'],
    ['ingress[1].port', 'x.tf.json:14-14', '"port": 2'],
    ['versioning[0].on', 'x.tf.json:18-18', '"on": true'],
    ['rule[3].id', 'x.tf.json:26-26', '"id": "y"'],
  ])('of %j is where it is written', async (path, at, text) => {
    expect(await look({ 'x.tf.json': json }, path)).toEqual({ at, text });
  });
});

describe('nested modules', () => {
  const files = {
    'main.tf':
      'module "one" {\n  source = "./net"\n}\nmodule "two" {\n  source   = "./net"\n  for_each = var.all\n}\n' +
      'moved {\n  from = a.old\n  to   = module.two["k"].a.b\n}\n',
    'net/main.tf': 'module "sub" {\n  source = "../sub"\n}\n' + RESOURCE,
    'sub/x.tf.json': '{"resource":{"a":{"b":{}}},"moved":{"from":"a.x","to":"a.y[0]"}}',
  };

  it('are followed by module path', async () => {
    expect(await look(files, 'name', 'module.one')).toMatchObject({ at: 'net/main.tf:6-6' });
    expect(await look(files, 'name', 'module.two')).toMatchObject({ at: 'net/main.tf:6-6' });
    expect(await look(files, '', 'module.two.module.sub')).toMatchObject({ at: 'sub/x.tf.json:1-1' });
    expect(await look(files)).toBeNull();
  });

  it('give their moves with absolute addresses', async () => {
    const tree = await reader.readTree(await folderWith(files));
    expect(tree.moves).toEqual([
      { from: 'a.old', to: 'module.two["k"].a.b' },
      { from: 'module.one.module.sub.a.x', to: 'module.one.module.sub.a.y[0]' },
      { from: 'module.two.module.sub.a.x', to: 'module.two.module.sub.a.y[0]' },
    ]);
  });

  it('that call themselves come to an end, links or not', async () => {
    const call = (name: string, source: string) => `module "${name}" {\n  source = "${source}"\n}\n`;
    const root = await folderWith({
      'main.tf': call('a', './a') + RESOURCE,
      'a/main.tf': call('b', '../b') + call('self', './self'),
      'b/main.tf': call('a', '../a') + RESOURCE,
    });
    await symlink(join(root, 'a'), join(root, 'a', 'self'));
    const tree = await reader.readTree(root);
    expect(
      tree.locate({ module: 'module.a.module.b', mode: 'managed', type: 'a', name: 'b' }),
    ).not.toBeNull();
    expect(
      tree.locate({ module: 'module.a.module.b.module.a', mode: 'managed', type: 'a', name: 'b' }),
    ).toBeNull();
  });

  it('that are missing, remote or broken leave the rest readable', async () => {
    const calls =
      'module "gone" {\n  source = "./gone"\n}\nmodule "far" {\n  source = "org/far/aws"\n}\nmoved {\n  from = a.x\n}\n';
    expect(await look({ 'main.tf': calls + RESOURCE }, 'name')).toMatchObject({ at: 'main.tf:12-12' });
  });
});

it('reads an empty or missing folder as a tree without anything', async () => {
  const root = await folderWith({});
  for (const folder of [root, join(root, 'gone')]) {
    const tree = await reader.readTree(folder);
    expect(tree.moves).toEqual([]);
    expect(tree.locate({ module: '', mode: 'managed', type: 'a', name: 'b' })).toBeNull();
  }
});

it('finds the last of a thousand resources in one file', async () => {
  const text = Array.from({ length: 1000 }, (_, i) =>
    RESOURCE.replace('"b"', i === 999 ? '"b"' : `"b${i}"`),
  ).join('');
  expect(await look({ 'x.tf': text }, 'name')).toMatchObject({ at: `x.tf:${999 * 22 + 3}-${999 * 22 + 3}` });
});

it('never rejects, whatever the files hold', async () => {
  const root = await folderWith({});
  const broken = fc.tuple(fc.nat(RESOURCE.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(broken, fc.string(), async ([at, length, junk], attribute) => {
      const text = RESOURCE.slice(0, at) + junk + RESOURCE.slice(at + length);
      await writeFile(join(root, 'x.tf'), text);
      await writeFile(join(root, 'y.tf.json'), text);
      const [module] = await reader.modulesBelow(root, []);
      expect(module?.problems.length).toBeGreaterThan(0);
      const tree = await reader.readTree(root);
      const found = tree.locate({ module: '', mode: 'managed', type: 'a', name: 'b', attribute });
      expect(found?.line ?? 1).toBeLessThanOrEqual(found?.endLine ?? 1);
    }),
  );
});
