import { sideDigest } from '../drift/life/side-digest.ts';
import type { Difference } from '../drift/report.ts';

/** Classes in which nothing is planned for the resource: only the state, or an output of it, is behind. */
const NOTHING_PLANNED: ReadonlySet<Difference['class']> = new Set(['absorbed', 'output_effect']);

/**
 * Whether the plan of the edited code shows that it follows reality: nothing left of what was adopted, nothing new
 * anywhere. What was there before for another reason may stay, if it stays the same.
 * @param before what the code as it is differs in, before any rule
 * @param after the same of the edited code
 * @param forgotten addresses that the edited code takes out of the state by a `removed` block, leaving reality alone
 */
export function judgeProof(
  before: readonly Difference[],
  after: readonly Difference[],
  adopted: readonly Difference[],
  forgotten: ReadonlySet<string>,
): { readonly left: number } | { readonly problems: readonly string[] } {
  const settled = new Set(adopted.map((difference) => difference.fingerprint));
  const addresses = new Set(adopted.map((difference) => difference.address));
  // What is gone in reality may be forgotten, and nothing else.
  const gone = new Set(adopted.filter((each) => each.class === 'deleted').map(({ address }) => address));
  const known = new Map(before.map((difference) => [difference.fingerprint, difference]));
  const problems: string[] = [];
  let left = 0;
  for (const difference of after) {
    if (gone.has(difference.address) && forgotten.has(difference.address)) continue;
    const earlier = known.get(difference.fingerprint);
    if (settled.has(difference.fingerprint)) problems.push(`${place(difference)} is still different`);
    else if (earlier !== undefined && wantsSame(earlier, difference)) left += 1;
    else if (earlier !== undefined)
      problems.push(`something else is planned for ${place(difference)} than before`);
    else if (!NOTHING_PLANNED.has(difference.class) || !addresses.has(difference.address)) {
      problems.push(`${place(difference)} would change, too (${difference.class})`);
    }
  }
  return problems.length > 0 ? { problems } : { left };
}

const wantsSame = (a: Difference, b: Difference): boolean =>
  sideDigest(a.intent) === sideDigest(b.intent) && sideDigest(a.reality) === sideDigest(b.reality);

const place = ({ address, path }: Difference): string => (path === '' ? address : `${address}.${path}`);
