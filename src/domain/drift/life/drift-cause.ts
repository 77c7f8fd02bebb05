import type { Difference } from '../report.ts';
import type { DriftRecord } from './drift-record.ts';
import { sideDigest } from './side-digest.ts';

/** Many differences that look like one act: the same change of the same attribute in several places. */
export interface CauseGroup {
  readonly key: string;
  /** In the order in which they were given. */
  readonly records: readonly DriftRecord[];
  /** The first of them: their common change is its. */
  readonly first: DriftRecord;
  readonly differences: number;
  readonly resources: number;
  readonly stacks: number;
}

/** Keys in quotes are passed over: brackets inside one are part of a name. */
const STEPS = /\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g;

/** The path without the positions of elements, which are another in every resource: `ingress[].cidr_blocks`. */
export const causePath = ({ path }: Pick<Difference, 'path'>): string =>
  path.replaceAll(STEPS, (found) => (found.startsWith('["') ? found : '[]'));

/**
 * Equal for differences that the same act may have caused. Where the code is ahead of reality the act is in the code,
 * so what it asks for counts, too.
 */
export function causeKey(difference: Difference): string {
  const { resource_type, class: kind, change, memory, reality, intent } = difference;
  const act = kind === 'unapplied_code' ? [sideDigest(intent)] : [];
  return JSON.stringify([
    resource_type,
    causePath(difference),
    kind,
    change,
    sideDigest(memory),
    sideDigest(reality),
    ...act,
  ]);
}

/** Groups over at least two resources, in the order of their first records; what stands alone is in none. */
export function groupByCause(records: readonly DriftRecord[]): readonly CauseGroup[] {
  return [...Map.groupBy(records, ({ difference }) => causeKey(difference))].flatMap(([key, same]) => {
    // The same address in two stacks is two resources.
    const resources = new Set(
      same.map(({ stack, difference }) => JSON.stringify([stack, difference.address])),
    ).size;
    const [first] = same;
    if (first === undefined || resources < 2) return [];
    const stacks = new Set(same.map(({ stack }) => stack)).size;
    return [{ key, records: same, first, differences: same.length, resources, stacks }];
  });
}
