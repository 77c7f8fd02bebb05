import type { DriftRecord } from '../drift/life/drift-record.ts';
import type { DriftState } from '../drift/life/drift-state.ts';
import type { End, NoticeMember, NoticeTopic } from './notice.ts';
import type { Told } from './told-of-stack.ts';

/** A member as the store has it, with the notice that it is in. */
export interface HeldMember {
  readonly notice: string;
  readonly channel: string | null;
  readonly topic: NoticeTopic;
  readonly key: string;
  readonly stack: string;
  readonly fingerprint: string;
  readonly digest: string;
}

export interface SortedMembers {
  /** Those that stay in a notice and read otherwise than before, by notice. */
  readonly changed: ReadonlyMap<string, readonly NoticeMember[]>;
  /** New ones, by topic and key. */
  readonly joining: readonly {
    readonly topic: Told['topic'];
    readonly key: string;
    readonly members: readonly NoticeMember[];
  }[];
  /** Those that are over, or are told elsewhere, with why. */
  readonly left: readonly { readonly member: HeldMember; readonly end: End }[];
}

/**
 * What is told of a stack, beside what its notices hold. A difference stays in its notice also when its values change:
 * the message is written over, and nobody is called about the same thing under another name.
 */
export function sortMembers(
  told: readonly Told[],
  held: readonly HeldMember[],
  channel: string | null,
  records: readonly DriftRecord[],
): SortedMembers {
  const byPlace = new Map(held.map((member) => [placeKey(member.topic, member.fingerprint), member]));
  const stays = (one: Told): HeldMember | null => {
    const member = byPlace.get(placeKey(one.topic, one.member.fingerprint));
    if (member === undefined || member.channel !== channel) return null;
    return one.topic === 'drift' || member.key === one.key ? member : null;
  };
  const staying = new Set<HeldMember>();
  const changed = new Map<string, NoticeMember[]>();
  const joining = new Map<string, { topic: Told['topic']; key: string; members: NoticeMember[] }>();
  for (const one of told) {
    const member = stays(one);
    if (member === null) {
      const place = placeKey(one.topic, one.key);
      const group = joining.get(place) ?? { topic: one.topic, key: one.key, members: [] };
      group.members.push(one.member);
      joining.set(place, group);
      continue;
    }
    staying.add(member);
    if (member.digest === one.member.digest) continue;
    changed.set(member.notice, [...(changed.get(member.notice) ?? []), one.member]);
  }
  const toldPlaces = new Set(told.map(({ topic, member }) => placeKey(topic, member.fingerprint)));
  const states = new Map(records.map(({ fingerprint, state }) => [fingerprint, state]));
  const left = held
    .filter((member) => !staying.has(member))
    .map((member) => ({ member, end: endOf(member, toldPlaces, states) }));
  return { changed, joining: [...joining.values()], left };
}

const placeKey = (topic: string, name: string): string => `${topic}\n${name}`;

const END_OF_STATE: Readonly<Partial<Record<DriftState, End>>> = {
  verified: 'verified',
  resolved: 'vanished',
  accepted: 'accepted',
  ignored: 'ignored',
};

/** Told elsewhere, or no longer counted, is no end that anybody has worked for: it is only not told here any more. */
function endOf(
  { topic, fingerprint }: HeldMember,
  toldPlaces: ReadonlySet<string>,
  states: ReadonlyMap<string, DriftState>,
): End {
  if (toldPlaces.has(placeKey(topic, fingerprint))) return 'moved';
  if (topic !== 'drift') return 'read';
  const state = states.get(fingerprint);
  return (state === undefined ? undefined : END_OF_STATE[state]) ?? 'moved';
}
