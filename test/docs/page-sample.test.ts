import { expect, it } from 'vitest';
import { parseChangeFile } from '#platform/change-file.ts';
import { SAMPLE_DECLARATION } from '../../web/pages/changes/sample-declaration.ts';

it('what the page shows to whoever has no change yet is a declaration', () => {
  expect(parseChangeFile('changes/checkout-42.yaml', SAMPLE_DECLARATION)).toMatchObject({
    declaration: { id: 'checkout-42', services: ['checkout'] },
  });
});
