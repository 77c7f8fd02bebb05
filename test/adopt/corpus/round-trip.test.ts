import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { because, realParts, skipReason } from '#test/real-parts.ts';

import type { Attempt } from './attempt.ts';
import { codeIn, tryCollection, type Form } from './collection.ts';
import { judgeEdit } from './judge-edit.ts';
import { seededSample } from './seeded.ts';
import { readSites } from './sites.ts';
import type { Tally } from './tally.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const reason = skipReason(await realParts(), ['terraform']);
const collections = process.env['KEDGE_HCL_CORPUS'] ?? '';

describe.skipIf(reason !== null)(`every edit changes its place and nothing else${because(reason)}`, () => {
  it.each<Form>(['as it is', 'CRLF', 'byte order mark'])(
    'in the examples, stored with their bytes %s',
    async (form) => {
      const tally = await tryCollection(EXAMPLES, await codeIn(EXAMPLES), form, {
        seed: 'examples',
        values: 40,
        others: 5,
      });
      expect(failuresOf(tally)).toEqual([]);
      expect(tally.places).toBeGreaterThan(50);
    },
  );
});

const noFolder = reason ?? (collections === '' ? 'set KEDGE_HCL_CORPUS to a folder of .tf files' : null);

describe.skipIf(noFolder !== null)(`every edit in public collections is right${because(noFolder)}`, () => {
  it('in a sample of their files', { timeout: 1_800_000 }, async () => {
    // A wrong name must not turn into a test of nothing.
    expect(statSync(collections).isDirectory()).toBe(true);
    const paths = seededSample('files', await codeIn(collections), 400);
    const tally = await tryCollection(collections, paths, 'as it is', {
      seed: 'files',
      values: 3,
      others: 1,
    });
    expect(failuresOf(tally)).toEqual([]);
    expect(tally.places).toBeGreaterThan(0);
  });
});

const CODE = `locals {
  a = 1 # one
  b = ["x", "y"]
  # two lines
  # about c
  c = 3
}

locals_of "other" {
  d = 4
}
`;
const SET_A: Attempt = {
  on: 'value',
  operation: 'set a number',
  place: { block: { kind: 'locals', labels: [] }, path: ['a'] },
  value: 2,
  gone: [],
};
const REMOVE_C: Attempt = { on: 'body', operation: 'remove an attribute', body: 0, part: 2 };

describe('the judge', () => {
  it.each<[string, Attempt, string, string | null]>([
    ['finds no fault', SET_A, CODE.replace('1', '2'), null],
    ['sees that nothing happened', SET_A, CODE, 'nothing differs'],
    ['sees broken code', SET_A, CODE.replace('1', '2 {'), 'the new text has an error node'],
    ['sees another value', SET_A, CODE.replace('1', '5'), 'the place does not read back as the new value'],
    ['sees a second place', SET_A, CODE.replace('1', '2').replace('= 4', '= 5'), '2 hunks differ'],
    ['sees a lost comment', SET_A, CODE.replace('1 # one', '2'), 'the text outside of the value differs'],
    ['sees the right removal', REMOVE_C, CODE.replace('  c = 3\n', ''), null],
    ['sees the wrong removal', REMOVE_C, CODE.replace('  a = 1 # one\n', ''), 'other attributes differ'],
    [
      'sees a removal that takes more',
      REMOVE_C,
      CODE.replace('  # two lines\n  # about c\n  c = 3\n', ''),
      'lines outside of the change differ',
    ],
  ])('%s', async (_name, attempt, after, why) => {
    const sites = await readSites(CODE);
    if (sites === null) throw new Error('the code has an error node');
    expect((await judgeEdit(CODE, sites, attempt, after)).wrong).toBe(why);
  });
});

const failuresOf = ({ wrongs, misreadings, missing, unread }: Tally): readonly string[] => [
  ...wrongs.map(({ operation, why, where }) => `${operation}: ${why}: ${where}`),
  ...misreadings,
  ...missing,
  ...unread.byUsAlone,
];
