import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

import { literalPlaces, replaceValue, type ValuePlace } from './replace-value.ts';
import type { Json } from '#domain/json.ts';

const CODE = `\uFEFF# the queue\r
resource "aws_sqs_queue" "jobs" {\r
  name                       = "jobs" # its name\r
  visibility_timeout_seconds = 30     // seconds\r
  fifo                       = "true"\r
  tags = {\r
    Team = "a \${var.x}"\r
    "Cost Centre" : "12",\r
  }\r
  zones = ["a", /* b */ "b", "c"]\r
\r
  rule {\r
    port = "22"\r
  }\r
  rule { port = 80 }\r
  user_data = <<-EOF\r
    one\r
      two\r
    EOF\r
}\r
`;
const QUEUE = { kind: 'resource', labels: ['aws_sqs_queue', 'jobs'] };

const replaced = async (path: ValuePlace['path'], value: Json, text = CODE): Promise<string> => {
  const result = await replaceValue(text, { block: QUEUE, path }, value);
  if (!('text' in result)) throw new Error(result.sentence);
  return result.text;
};

/** What the lines that differ became. */
const changedLines = (before: string, after: string): readonly string[] => {
  const old = before.split('\n');
  return after.split('\n').filter((line) => !old.includes(line));
};

describe('replacing a value in one file', () => {
  it.each<[string, ValuePlace['path'], Json, readonly string[]]>([
    ['a number', ['visibility_timeout_seconds'], 45, ['  visibility_timeout_seconds = 45     // seconds\r']],
    ['a quoted switch stays quoted', ['fifo'], false, ['  fifo                       = "false"\r']],
    ['a quoted number stays quoted', ['rule', 0, 'port'], 23, ['    port = "23"\r']],
    ['the second block of a kind', ['rule', 1, 'port'], 81, ['  rule { port = 81 }\r']],
    ['a key in quotes', ['tags', 'Cost Centre'], 'x', ['    "Cost Centre" : "x",\r']],
    ['an element', ['zones', 2], 'd"${', ['  zones = ["a", /* b */ "b", "d\\"$${"]\r']],
    ['a list, by its elements', ['zones'], ['a', 'c'], ['  zones = ["a", "c"]\r']],
    ['a heredoc, by its lines', ['user_data'], 'one\r\n  2\r\n', ['      2\r']],
  ])('changes only its signs: %s', async (_name, path, value, lines) => {
    expect(changedLines(CODE, await replaced(path, value))).toEqual(lines);
  });

  it('keeps comments in line where they were', async () => {
    const code = 'resource "aws_sqs_queue" "jobs" {\n  a = 1   # one\n  b = 200 # two\n}\n';
    expect(await replaced(['b'], 1, code)).toBe(
      'resource "aws_sqs_queue" "jobs" {\n  a = 1 # one\n  b = 1 # two\n}\n',
    );
  });

  it('takes an assignment out of line that no longer ends in its line', async () => {
    const code = 'resource "aws_sqs_queue" "jobs" {\n  longer = 1\n  a      = {}\n}\n';
    expect(await replaced(['a'], { b: 1 }, code)).toBe(
      'resource "aws_sqs_queue" "jobs" {\n  longer = 1\n  a = {\n    b = 1\n  }\n}\n',
    );
  });

  it('leaves empty lines of an indented heredoc in place', async () => {
    const code = 'resource "aws_sqs_queue" "jobs" {\n  a = <<-E\n    x\n\n      \n    y\n  E\n}\n';
    expect((await literalPlaces(code))[0]?.value).toBe('x\n\n      \ny\n');
    expect(await replaced(['a'], 'x\n\n      \nz\n', code)).toBe(code.replace('y', 'z'));
  });

  it('refuses what is computed, what is not there, and code that is broken', async () => {
    const at = (path: ValuePlace['path']): ValuePlace => ({ block: QUEUE, path });
    expect(await replaceValue(CODE, at(['tags', 'Team']), 'b')).toMatchObject({ refused: 'computed' });
    expect(await replaceValue(CODE, at(['tags', 'Nobody']), 'b')).toMatchObject({ refused: 'not_written' });
    expect(await replaceValue(`${CODE}x = {`, at(['fifo']), 'b')).toMatchObject({ refused: 'syntax' });
  });

  it('lists the places it can set, with their values', async () => {
    const places = await literalPlaces(CODE);
    expect(places.map(({ path, value, line }) => [path.join('.'), value, line])).toEqual([
      ['name', 'jobs', 3],
      ['visibility_timeout_seconds', 30, 4],
      ['fifo', 'true', 5],
      ['tags.Cost Centre', '12', 8],
      ['zones.0', 'a', 10],
      ['zones.1', 'b', 10],
      ['zones.2', 'c', 10],
      ['user_data', 'one\r\n  two\r\n', 16],
      ['rule.0.port', '22', 13],
      ['rule.1.port', 80, 15],
    ]);
  });

  it('lists a name once that is written twice', async () => {
    const places = await literalPlaces('locals {\n  a = 1\n  a = 2\n  b = { c = 3, c = 4 }\n}\n');
    expect(places.map(({ value }) => value)).toEqual([2, 4]);
  });

  it('sets every place it lists, and terraform fmt is as content as before', async () => {
    const formatted = await fmt(CODE.replaceAll('\r', '').replace('\uFEFF', ''));
    for (const place of await literalPlaces(formatted)) {
      const value = place.path[0] === 'user_data' ? 'uno\n' : 'a longer text than before';
      const result = await replaceValue(formatted, place, value);
      if (!('text' in result)) throw new Error(`${place.path.join('.')}: ${result.sentence}`);
      expect(await fmt(result.text)).toBe(result.text);
      const again = (await literalPlaces(result.text)).find((one) => one.path.join() === place.path.join());
      expect(again?.value).toBe(value);
    }
  });
});

async function fmt(text: string): Promise<string> {
  const { stdout } = await execa('terraform', ['fmt', '-'], { input: text, stripFinalNewline: false });
  return stdout;
}
