import { resolve } from 'node:path';
import type { z } from 'zod';
import type { DecisionPolicy } from '#domain/decision/decision-policy.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import { parseAge } from '#domain/policy/duration.ts';
import type { Decisions, Flapping, Objectives, Policy } from './decision-schema.ts';

export interface DecisionSettings {
  /** Where records are written. Absolute. */
  readonly folder: string;
  /** How far ahead an acceptance may end. */
  readonly acceptAtMostMs: number;
}

/** What the numbers of `kedge drift slo` are held against; null: no objective. */
export interface ObjectiveSettings {
  readonly ageP50Ms: number | null;
  readonly ageP95Ms: number | null;
  readonly timeToDecideP95Ms: number | null;
  readonly timeToVerifyP95Ms: number | null;
  /** 0 to 1. */
  readonly unknownShare: number | null;
  /** 0 to 1. */
  readonly suppressedShare: number | null;
  /** How far back the times are measured. */
  readonly windowMs: number;
}

/** A difference that came or went so often in so short a time is flapping. */
export interface FlappingSettings {
  readonly toggles: number;
  readonly windowMs: number;
}

export const settleDecisions = (
  { folder = 'decisions', accept_at_most = '365d' }: z.infer<typeof Decisions>,
  root: string,
): DecisionSettings => ({ folder: resolve(root, folder), acceptAtMostMs: ageMs(accept_at_most) });

export const settlePolicy = ({
  id,
  when,
  kinds,
  approvals,
  why,
}: z.infer<typeof Policy>): DecisionPolicy => ({
  id,
  when,
  kinds: kinds ?? null,
  // The checks see to it that there is one of the two.
  demand: approvals === undefined ? { forbid: true } : { approvals },
  why: why ?? `the policy ${id} of kedge.yaml`,
});

export const settleObjectives = (written: z.infer<typeof Objectives>): ObjectiveSettings => ({
  ageP50Ms: orNull(written.age_p50, ageMs),
  ageP95Ms: orNull(written.age_p95, ageMs),
  timeToDecideP95Ms: orNull(written.time_to_decide_p95, ageMs),
  timeToVerifyP95Ms: orNull(written.time_to_verify_p95, ageMs),
  unknownShare: orNull(written.unknown_share, shareOf),
  suppressedShare: orNull(written.suppressed_share, shareOf),
  windowMs: ageMs(written.window ?? '30d'),
});

export const settleFlapping = ({ toggles, window }: z.infer<typeof Flapping>): FlappingSettings => ({
  toggles: toggles ?? DEFAULT_FLAPPING.flapToggles,
  windowMs: window === undefined ? DEFAULT_FLAPPING.flapWindowMs : ageMs(window),
});

const orNull = (
  value: string | number | undefined,
  read: (value: string | number) => number,
): number | null => (value === undefined ? null : read(value));

const shareOf = (value: string | number): number =>
  typeof value === 'number' ? value : Number(value.slice(0, -1)) / 100;

function ageMs(value: string | number): number {
  const age = parseAge(value);
  if ('problem' in age) throw new Error(`A duration passed the schema: ${age.problem}`);
  return age.ms;
}
