import { describe, expect, it } from 'vitest';

import { proveShape } from './prove-shape.ts';
import { blockShapes } from './shapes/blocks.ts';
import { documentShapes } from './shapes/documents.ts';
import { instanceShapes } from './shapes/instances.ts';
import { literalShapes } from './shapes/literals.ts';
import { moduleShapes } from './shapes/modules.ts';
import { nameShapes } from './shapes/names.ts';
import { refusalShapes } from './shapes/refusals.ts';
import { removalShapes } from './shapes/removals.ts';

const edited = [
  ...literalShapes,
  ...blockShapes,
  ...nameShapes,
  ...moduleShapes,
  ...instanceShapes,
  ...documentShapes,
  ...removalShapes,
];

describe('the code follows reality until nothing is planned any more', () => {
  it.each(edited)('$name', proveShape, 120_000);
});

describe('nothing is written, and the reason is named', () => {
  it.each(refusalShapes)('$name', proveShape, 120_000);
});

it('has at least 25 shapes that are edited, and none that is neither edited nor refused', () => {
  expect(edited.length).toBeGreaterThanOrEqual(25);
  expect(edited.every(({ changed }) => changed !== undefined)).toBe(true);
  expect(refusalShapes.every(({ refused }) => refused !== undefined)).toBe(true);
});
