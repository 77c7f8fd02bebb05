import { approvalsMissing } from '#domain/decision/decision-action.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { approve, withdraw, type DriftKey } from '../decide.ts';
import { tellDecided, type FleetDecisions } from './decide-for-fleet.ts';
import type { RefusedName } from './find-named.ts';

export interface DecisionName {
  readonly source: string;
  readonly id: string;
}

export interface Settling {
  readonly actor: string;
  /** As in `FleetWish`. */
  readonly may: (team: string | null) => boolean;
}

type Missing = { readonly missing: true };
type Refused = { readonly refused: string };

/** Adds an approval to a decision of a source. */
export async function approveForFleet(
  { source, id }: DecisionName,
  { actor, may, reason }: Settling & { readonly reason: string | null },
  deps: FleetDecisions,
): Promise<
  | Missing
  | Refused
  | { readonly decision: Decision; readonly missing: number; readonly decided: readonly DriftRecord[] }
> {
  const memory = await deps.fleet.memoryOf(source);
  const decision = await memory?.findDecision(id);
  if (memory === null || decision == null) return { missing: true };
  if (!(await mayForAll(source, decision, may, deps))) {
    return { refused: 'It takes the role approver for the team of each of its stacks to approve it.' };
  }
  const at = deps.clock.now().toISOString();
  const said = reason === null ? null : deps.redactText(reason);
  const outcome = await approve(id, { actor, at, reason: said }, memory);
  if ('refused' in outcome) return outcome;
  const stacks = outcome.decided.length === 0 ? [] : outcome.decided;
  await tellDecided(source, stacks, [id], deps);
  return { ...outcome, missing: approvalsMissing(outcome.decision) };
}

/** Takes a decision of a source back, for all of its differences or for some. */
export async function withdrawForFleet(
  { source, id }: DecisionName,
  only: readonly NameInDecision[] | null,
  { actor, may, reason }: Settling & { readonly reason: string },
  deps: FleetDecisions,
): Promise<
  | Missing
  | Refused
  | {
      readonly decided: readonly DriftRecord[];
      readonly refused: readonly RefusedName[];
      readonly ended: readonly string[];
    }
> {
  const memory = await deps.fleet.memoryOf(source);
  const decision = await memory?.findDecision(id);
  if (memory === null || decision == null) return { missing: true };
  if (!decision.inForce)
    return { refused: `Decision ${id} is not in force any more: there is nothing to take back.` };
  if (!(await mayForAll(source, decision, may, deps))) {
    return { refused: 'It takes the role responder for the team of each of its stacks to take it back.' };
  }
  const followers = await followersOf(decision, deps, source);
  const keys =
    only === null ? followers : followers.filter((key) => only.some((named) => isSame(named, key)));
  if (keys.length === 0) return { refused: `None of these differences follows decision ${id} now.` };
  const at = deps.clock.now().toISOString();
  const taken = await withdraw(keys, { actor, at, reason: deps.redactText(reason) }, memory);
  await tellDecided(source, taken.decided, [id, ...taken.ended.filter((other) => other !== id)], deps);
  return {
    decided: taken.decided,
    ended: taken.ended,
    refused: taken.refused.map(({ record, sentence }) => ({
      source,
      stack: record.stack,
      fingerprint: record.fingerprint,
      why: sentence,
    })),
  };
}

/** A difference of a decision; stack null: whichever has it. */
export interface NameInDecision {
  readonly stack: string | null;
  readonly fingerprint: string;
}

const isSame = (named: NameInDecision, key: DriftKey): boolean =>
  named.fingerprint === key.fingerprint && (named.stack === null || named.stack === key.stack);

/** The differences that follow a decision now, under the names that they have now. */
async function followersOf(
  { id, subjects }: Decision,
  { reads }: FleetDecisions,
  source: string,
): Promise<readonly DriftKey[]> {
  const keys: DriftKey[] = [];
  for (const { fingerprint, stack } of subjects) {
    const records = await reads.findDrift(source, fingerprint);
    keys.push(...records.filter((record) => record.stack === stack && record.decision === id));
  }
  return keys;
}

async function mayForAll(
  source: string,
  { subjects }: Decision,
  may: Settling['may'],
  { fleet }: FleetDecisions,
): Promise<boolean> {
  for (const stack of new Set(subjects.map((subject) => subject.stack))) {
    const known = await fleet.findStack(source, stack);
    if (!may(known?.team ?? null)) return false;
  }
  return true;
}
