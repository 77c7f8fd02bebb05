import { expect } from 'vitest';
import { allDrift, expectKedge } from '../remedy-flow/flow-steps.ts';
import type { TestFleet } from './fleet-fixture.ts';

/** Decides the one difference that is open; its fingerprint. */
export async function decideOpen(fleet: TestFleet, kind = '--revert'): Promise<string> {
  const open = (await allDrift(fleet.flow)).filter(({ state }) => state === 'open');
  expect(open).toHaveLength(1);
  const id = open[0]?.fingerprint ?? '';
  await expectKedge(fleet.flow, 0, ['decide', id, kind, '--reason', 'for the test']);
  return id;
}
