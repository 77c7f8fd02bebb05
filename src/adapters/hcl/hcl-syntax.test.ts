import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { attributeNamed } from './blocks.ts';
import { parseHcl } from './hcl-syntax.ts';

async function valueOf(expression: string) {
  const { body, problem } = await parseHcl(`x = ${expression}\n`);
  expect(problem).toBeNull();
  return attributeNamed(body.attributes, 'x')?.value;
}

const kindsAndLabels = async (text: string) =>
  (await parseHcl(text)).body.blocks.map((block) => [block.kind].concat(block.labels));

describe('reading HCL', () => {
  it('reads kind, labels and lines of a block, quoted or not', async () => {
    const { body, problem } = await parseHcl('\n# first\nresource "a" b {\n  x = 1\n}\n');
    expect(problem).toBeNull();
    expect(body.blocks).toMatchObject([{ kind: 'resource', labels: ['a', 'b'], line: 3, endLine: 5 }]);
  });

  it('takes no block and no attribute from comments, strings and heredocs', async () => {
    const text = [
      '# resource "a" "one" {}',
      '// resource "a" "two" {}',
      '/* resource "a" "three" {',
      '} */',
      'resource "a" "real" {',
      '  script = <<-EOT',
      '    resource "a" "four" {',
      '      name = "${var.name}"',
      '    }',
      '  EOT',
      '  note = "resource \\"a\\" \\"five\\" {"',
      '}',
    ].join('\n');
    expect(await kindsAndLabels(text)).toEqual([['resource', 'a', 'real']]);
    const [block] = (await parseHcl(text)).body.blocks;
    expect(block?.body.attributes.map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['script', 6, 10],
      ['note', 11, 11],
    ]);
  });

  it('resolves the escapes of a string and leaves a computed one alone', async () => {
    expect(await valueOf('"a\\"b\\n\\u00e9 $${c} %%{d}"')).toEqual({
      kind: 'text',
      text: 'a"b\né ${c} %{d}',
    });
    expect(await valueOf('"a-${var.b}"')).toEqual({ kind: 'computed' });
    expect(await valueOf('""')).toEqual({ kind: 'text', text: '' });
  });

  it('names object keys whether bare, quoted or numbers, and skips computed ones', async () => {
    const value = await valueOf('{ a = 1, "b.c" : 2, 3 = 3, (var.d) = 4, "e${var.f}" = 5 }');
    expect(value?.kind === 'object' && value.members.map((member) => member.name)).toEqual(['a', 'b.c', '3']);
  });

  it('reads the literal objects of merge, and of no other function', async () => {
    const merged = await valueOf('merge(local.tags, { a = 1 }, { b = 2 })');
    expect(merged?.kind === 'object' && merged.members.map((member) => member.name)).toEqual(['a', 'b']);
    expect(await valueOf('keys({ a = 1 })')).toEqual({ kind: 'computed' });
  });

  it.each([
    ['module.a["k"].x.y[0]', 'module.a["k"].x.y[0]'],
    ['x.y["a\\"b"]', 'x.y["a\\"b"]'],
    ['x.y.0', 'x.y[0]'],
    ['module.a', 'module.a'],
  ])('writes the reference %s as the address %s', async (source, address) => {
    expect(await valueOf(source)).toEqual({ kind: 'reference', address });
  });

  it('takes no address from a splat or a computed index', async () => {
    expect(await valueOf('x.y[*].z')).toEqual({ kind: 'computed' });
    expect(await valueOf('x.y[var.i]')).toEqual({ kind: 'computed' });
  });

  it('names the place of a mistake and reads the blocks around it', async () => {
    const text = 'resource "a" "one" {\n  x = 1\n}\nresource "a" "two" {\n  y = = 2\n}\nmodule "m" {\n}\n';
    const { problem } = await parseHcl(text);
    expect(problem).toMatchObject({ line: 5, reason: 'this is not valid HCL' });
    expect(await kindsAndLabels(text)).toEqual([
      ['resource', 'a', 'one'],
      ['resource', 'a', 'two'],
      ['module', 'm'],
    ]);
  });

  it('still finds the blocks after one that was never closed', async () => {
    const text = 'resource "a" "one" {\n  x = 1\n\nresource "a" "two" {\n}\n\nterraform {\n}\n';
    expect((await parseHcl(text)).problem).toEqual({ line: 4, column: 1, reason: 'a "}" is missing' });
    expect(await kindsAndLabels(text)).toEqual([
      ['resource', 'a', 'one'],
      ['resource', 'a', 'two'],
      ['terraform'],
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# nothing here'],
    ['a template with quotes inside', 'x = "${lookup(a, "b")}"\n'],
    ['template directives', 'x = "%{ if a }b%{ else }c%{ endif }"\n'],
    [
      'for, splat, conditional and a provider function',
      'x = a ? [for k in b : k] : c[*].d\ny = provider::p::f(a...)\n',
    ],
  ])('has no complaint about %s', async (_name, text) => {
    expect((await parseHcl(text)).problem).toBeNull();
  });

  it.each([
    ['lists', `x = ${'['.repeat(5000)}`],
    ['objects', `x = ${'{ a = '.repeat(5000)}`],
    ['blocks', 'a {\n'.repeat(5000)],
    ['closed blocks', 'a {\n'.repeat(2000) + '}\n'.repeat(2000)],
    ['closed lists', `x = ${'['.repeat(5000)}${']'.repeat(5000)}\n`],
    ['templates', `x = ${'"${'.repeat(2000)}`],
  ])('survives endlessly nested %s', async (_name, text) => {
    expect(await parseHcl(text)).toHaveProperty('body');
  });

  it('never rejects, whatever the text', async () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '"',
      '${',
      '[',
      ']',
      '=',
      '\n',
      '<<E\n',
      'E\n',
      'resource',
      ' ',
      '\\',
      '#',
      '/*',
      '.',
      'a',
      '1',
      '\0',
      '%{',
      '(',
      ')',
      '\r',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 60 }).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (random) => {
        const { body, problem } = await parseHcl(random);
        const lines = random.split('\n').length;
        for (const part of [...body.blocks, ...body.attributes]) {
          expect(part.line).toBeGreaterThanOrEqual(1);
          expect(part.endLine).toBeGreaterThanOrEqual(part.line);
          expect(part.endLine).toBeLessThanOrEqual(lines);
        }
        expect(problem?.line ?? 1).toBeLessThanOrEqual(lines);
      }),
      { numRuns: 500 },
    );
  });
});
