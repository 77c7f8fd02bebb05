import { withoutKeys } from './configured-attributes.ts';

export interface AddressMove {
  readonly from: string;
  readonly to: string;
}

/** More steps than any chain of refactorings; a cycle in the moves ends here. */
const LONGEST_CHAIN = 32;

/**
 * The address a resource had before every `moved` block that led to today's. `moved` blocks stay in the code after
 * they are applied, so the origin, unlike the plan's `previous_address`, is the same before, during and after.
 * Moves inside a module are written without the module's instance keys; those keys are kept aside.
 */
export function originAddress(address: string, moves: readonly AddressMove[]): string {
  let here = address;
  for (let i = 0; i < LONGEST_CHAIN; i += 1) {
    const back = stepBack(here, moves);
    if (back === null) return here;
    here = back;
  }
  return here;
}

function stepBack(address: string, moves: readonly AddressMove[]): string | null {
  for (const { from, to } of moves) {
    if (from === to) continue;
    if (isAtOrInside(address, to)) return from + address.slice(to.length);
  }
  const { bare, keys, resource } = splitKeys(address);
  if (keys === '') return null;
  for (const { from, to } of moves) {
    const whole = `${bare}.${resource}`;
    if (from !== to && to.startsWith('module.') && isAtOrInside(whole, to)) {
      return `${from}${whole.slice(to.length)}${keys}`;
    }
  }
  return null;
}

/** `to` ends at a boundary of the address: `a.b` holds `a.b[0]` and not `a.bc`. */
function isAtOrInside(address: string, to: string): boolean {
  if (!address.startsWith(to)) return false;
  const next = address[to.length];
  return next === undefined || next === '.' || next === '[';
}

/** Module path without instance keys, the keys as a suffix that no address has, and the resource's own part. */
function splitKeys(address: string): {
  readonly bare: string;
  readonly keys: string;
  readonly resource: string;
} {
  const match = /^((?:module\.[\w-]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.)*)(.*)$/.exec(address);
  const modules = (match?.[1] ?? '').replace(/\.$/, '');
  const keys = [...modules.matchAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g)].map((found) => found[0]).join('');
  return {
    bare: withoutKeys(modules),
    keys: keys === '' ? '' : ` instance ${keys}`,
    resource: match?.[2] ?? '',
  };
}
