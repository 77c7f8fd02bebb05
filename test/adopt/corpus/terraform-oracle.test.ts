import { describe, expect, it } from 'vitest';

import { because, realParts, skipReason } from '#test/real-parts.ts';

import { evaluateAll, formatAll } from './terraform-oracle.ts';

const reason = skipReason(await realParts(), ['terraform']);

describe.skipIf(reason !== null)(`what the round trip asks of Terraform${because(reason)}`, () => {
  it('tells texts that are formatted, that are not, and that cannot be read', async () => {
    expect(await formatAll(['a = 1\n', 'a   =1\n', 'a = {\n', 'b = 2\n'])).toEqual([
      'a = 1\n',
      'a = 1\n',
      null,
      'b = 2\n',
    ]);
  });

  it('gives the value of each expression, and none where one cannot be evaluated', async () => {
    const sources = ['1', '"a\\u00e9$${x}"', 'var.nobody', '<<-E\n  x\n\n   y\n  E', '[true, { a = null }]'];
    expect(await evaluateAll(sources)).toEqual([1, 'aé${x}', undefined, 'x\n\n y\n', [true, { a: null }]]);
  });
});
