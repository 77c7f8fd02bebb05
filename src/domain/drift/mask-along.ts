import { isArray } from '../json.ts';
import { maskAt, unionMask, type Mask } from '../secret/sensitive-mask.ts';
import type { AttributePath } from './attribute-path.ts';

/**
 * The mask of a place. An element of a list stands at different positions in state, reality and code, so it takes the
 * masks of all its sisters: a secret shown by mistake costs more than a value hidden.
 */
export function maskAlong(mask: Mask, path: AttributePath): Mask {
  let here = mask;
  for (const step of path) {
    here =
      step.kind === 'element' && isArray(here) ? here.reduce<Mask>(unionMask, false) : maskAt(here, [step]);
  }
  return here;
}
