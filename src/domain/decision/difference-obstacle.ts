import { hidesParts } from '../drift/life/side-digest.ts';
import type { Difference } from '../drift/report.ts';
import { PLACEHOLDER } from '../secret/harmless-shape.ts';
import type { DecisionKind } from './decision.ts';
import { KIND_OBSTACLE } from './kinds-by-class.ts';

/** Why this cannot be decided about the difference, as a sentence; null: it can. */
export const differenceObstacle = (difference: Difference, kind: DecisionKind): string | null =>
  KIND_OBSTACLE[difference.class][kind] ?? OBSTACLE[kind](difference);

const OBSTACLE: Readonly<Record<DecisionKind, (difference: Difference) => string | null>> = {
  revert: () => null,
  adopt: ({ reality }) =>
    reality.kind === 'secret' || hidesParts(reality)
      ? 'The real value is secret, and Kedge writes no secret into code. Change the code by hand, or revert it.'
      : null,
  accept: ({ reality }) =>
    hidesParts(reality)
      ? 'A part of the real value is secret, so nobody could tell whether it changes further. Revert it, or ignore it.'
      : null,
  ignore: ({ address, path }) => {
    if (path === '') return KIND_OBSTACLE.deleted.ignore;
    return `${address} ${path}`.includes(PLACEHOLDER)
      ? 'Its address holds something secret, which a line of .driftignore would have to spell out. Accept it until a day.'
      : null;
  },
};
