import { execa } from 'execa';
import { array, constantFrom, oneof, sample, tuple } from 'fast-check';
import { expect, it } from 'vitest';

import { alignmentChanges } from './alignment.ts';
import { applyChanges } from './text-change.ts';

const name = constantFrom('a', 'name', 'visibility_timeout', 'ünïcode_nàme');
const value = constantFrom('1', '"text = {"', '["a", "b"]', '{ a = 1 }', 'a == b ? 1 : 2', '"${a}"');
const comment = constantFrom('', ' # why', ' // = {', ' /* x */');
const plain = tuple(name, value, comment).map(([n, v, c]) => [`@${n} = ${v}${c}`]);
const opened = tuple(name, comment).map(([n, c]) => [`@${n} = {${c}`, '  inner = 1', '}']);
const heredoc = name.map((n) => [`@${n} = <<EOF`, 'a = "b" # no comment', 'EOF']);
const block = comment.map((c) => [`rule {${c}`, '  port = 1', '  x = 2 # two', '}']);
const other = constantFrom(
  [''],
  ['# a comment of its own = {'],
  ['@list = [', '  1, # one', '  200, # two', ']'],
);
const lines = array(oneof(plain, plain, plain, opened, heredoc, block, other), { maxLength: 8 });

async function fmt(text: string): Promise<string> {
  const { stdout } = await execa('terraform', ['fmt', '-'], { input: text, stripFinalNewline: false });
  return stdout;
}

it(
  'finds nothing to align where terraform fmt is content, and aligns as it does',
  { timeout: 120_000 },
  async () => {
    const cases = sample(lines, { numRuns: 60, seed: 7 });
    const code = cases
      .map((parts, i) => {
        const body = parts
          .flat()
          .map((line) => (isInHeredoc(line) || line === '' ? line : `  ${line}`))
          // No name twice in one block.
          .map((line, n) => line.replace('@', `n${n}_`));
        return [`resource "x" "r${i}" {`, ...body, '}'].join('\n');
      })
      .join('\n\n');
    const formatted = await fmt(`${code}\n`);
    expect(await alignmentChanges(formatted)).toEqual([]);
    // Indented as the formatter wants it, nothing aligned: the rest of its work is what is done here.
    const ragged = formatted.replaceAll(/(?<=\S) +=(?= )/g, ' =');
    expect(applyChanges(ragged, await alignmentChanges(ragged))).toBe(await fmt(ragged));
    const wide = formatted.replaceAll(/^( +n\d+_\S+) +=/gm, '$1   =');
    expect(applyChanges(wide, await alignmentChanges(wide))).toBe(await fmt(wide));
  },
);

const isInHeredoc = (line: string): boolean => line === 'EOF' || line.startsWith('a = "b"');
