import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { attributeSteps } from './attribute-steps.ts';

it.each([
  ['', []],
  ['name', ['name']],
  ['ingress[1].cidr_blocks', ['ingress', 1, 'cidr_blocks']],
  ['tags["Team"]', ['tags', 'Team']],
  ['tags["a.b[0]\\"]"].c', ['tags', 'a.b[0]"]', 'c']],
  ['a[0][1]', ['a', 0, 1]],
  ['["odd name"].x', ['odd name', 'x']],
  ['a[unclosed', ['a', '[unclosed']],
])('reads %j as the steps %j', (path, steps) => {
  expect(attributeSteps(path)).toEqual(steps);
});

it('comes to an end with any text', () => {
  const piece = fc.constantFrom('[', ']', '"', '.', 'a', '0', '\\', '""', '[]');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      expect(attributeSteps(pieces.join('')).length).toBeLessThanOrEqual(pieces.join('').length);
    }),
  );
});
