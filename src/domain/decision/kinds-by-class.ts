import type { DriftClass } from '../drift/drift-class.ts';
import type { DecisionKind } from './decision.ts';

const NOTHING_TO_PUT_BACK =
  'The code does not say what it should be, so an apply has nothing to put back. Accept it, or change it back where it was changed.';
const NOTHING_TO_FOLLOW =
  'The code does not set it, so nothing in the code can follow it, and no plan could prove an edit. Set the attribute by hand if it matters, or accept it.';
const CODE_IS_AHEAD = 'This is not drift: nobody has applied the code yet.';

/** What cannot be decided about a class of difference, and why; null: it can. */
export const KIND_OBSTACLE: Readonly<Record<DriftClass, Readonly<Record<DecisionKind, string | null>>>> = {
  conflict: { revert: null, adopt: null, accept: null, ignore: null },
  deleted: {
    revert: null,
    adopt: null,
    accept: null,
    ignore:
      'A line of .driftignore for a whole resource would also hide every later change of it. Accept it until a day, or write the line yourself.',
  },
  output_effect: {
    revert: `${NOTHING_TO_PUT_BACK} An apply would only pass the changed value on to the output.`,
    adopt: NOTHING_TO_FOLLOW,
    accept: null,
    ignore: null,
  },
  absorbed: { revert: NOTHING_TO_PUT_BACK, adopt: NOTHING_TO_FOLLOW, accept: null, ignore: null },
  unapplied_code: {
    revert: `${CODE_IS_AHEAD} Review the code and apply it.`,
    adopt: `${CODE_IS_AHEAD} To take the code back, revert its commit.`,
    accept: null,
    ignore: null,
  },
};
