import type { StepRange } from '#domain/release/data/measure.ts';

/** What every source is filled with, each in its own way: two hours in steps of five minutes. */
export const STEP_MS = 300_000;
export const STEPS = 24;
export const START_MS = Date.UTC(2026, 2, 2, 10);

export const RANGE: StepRange = { fromMs: START_MS, toMs: START_MS + STEPS * STEP_MS, stepMs: STEP_MS };

/** Requests, errors and cost of step i; the errors of step 7 are not known. */
export const requestsIn = (i: number): number => 600 + 60 * (i % 3);
export const errorsIn = (i: number): number => (i === UNKNOWN_STEP ? Number.NaN : 6 + (i % 5));
export const levelIn = (i: number): number => 0.25 * (1 + (i % 3));
export const UNKNOWN_STEP = 7;

export const middleOf = (i: number): number => START_MS + (i + 0.5) * STEP_MS;
export const eachStep = Array.from({ length: STEPS }, (_, i) => i);
