import type { EditRequest } from '#ports/code-editor.ts';

import { type AttributeGroup, attributeGroups, namesOf } from './attribute-group.ts';
import type { Reader } from './readers.ts';
import { settleRemoval } from './remove-resource.ts';
import { parseAddress } from './resource-address.ts';
import type { Resolver } from './resolver.ts';
import { settleAttribute } from './settle-attribute.ts';
import type { Outcome } from './written.ts';

/** What has to be changed together for one instance. */
export interface Task {
  readonly fingerprints: readonly string[];
  readonly changes: (resolver: Resolver) => Outcome;
  /** Whether a reader of a changed place is what this task is about. */
  readonly owns: (reader: Reader) => boolean;
  /** Whether a change under these names settles this difference. */
  readonly concerns: (fingerprint: string, names: readonly string[]) => boolean;
}

/** In the order of the request; removals last, since an edit of something that goes would be lost. */
export function tasksOf(request: EditRequest): readonly Task[] {
  const values = request.wanted.filter((edit) => edit.kind === 'value');
  const removals = request.wanted.filter((edit) => edit.kind === 'remove');
  const all = new Set(removals.map(({ address }) => address));
  const { hasRemovedBlocks } = request;
  return [
    ...attributeGroups(values).map(attributeTask),
    ...removals.map(({ fingerprint, address }) => ({
      fingerprints: [fingerprint],
      changes: (resolver: Resolver) => settleRemoval(resolver, { address, all, hasRemovedBlocks }),
      owns: (reader: Reader) => isOfBlock(reader, address),
      concerns: () => true,
    })),
  ];
}

function attributeTask(group: AttributeGroup): Task {
  return {
    fingerprints: group.wanted.map(({ fingerprint }) => fingerprint),
    changes: (resolver) => settleAttribute(resolver, group),
    owns: (reader) => reader.address === group.address && reader.attribute === group.attribute,
    concerns(fingerprint, names) {
      const wanted = group.wanted.find((edit) => edit.fingerprint === fingerprint);
      const own = wanted === undefined ? [] : namesOf(wanted.path);
      return own.every((name, i) => names[i] === undefined || names[i] === name);
    },
  };
}

/** One instance that goes leaves its sisters as they are; only what repeats them changes. */
function isOfBlock(reader: Reader, address: string): boolean {
  if (reader.address === address) return true;
  const own = parseAddress(address);
  const other = parseAddress(reader.address);
  const isSister =
    own !== null &&
    other !== null &&
    own.type === other.type &&
    own.name === other.name &&
    JSON.stringify(own.modules) === JSON.stringify(other.modules);
  return isSister && ['for_each', 'count'].includes(reader.attribute);
}
