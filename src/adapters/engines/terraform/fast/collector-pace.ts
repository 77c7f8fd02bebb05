import type { Environment } from '#platform/environment.ts';

/** How far the heap of the engine and of a provider may grow before garbage is collected, as Go's GOGC. */
export interface CollectorPace {
  readonly engine: Environment;
  readonly provider: Environment;
}

const AS_EVER: CollectorPace = { engine: {}, provider: {} };
/** Measured at 300 resources: a quarter less CPU, and still less memory than a bare plan takes. */
const UNHURRIED: CollectorPace = { engine: { GOGC: '300' }, provider: { GOGC: '200' } };
/** Beyond it the heap holds resources more than schema, and growing further would cost more than a bare plan does. */
const SMALL_STACK = 400;

/**
 * Without the whole schema both hold so little that they may be lavish with the rest: Go would collect each time the
 * little has doubled. What a user hands on by the same name stays.
 * @param known how many resources the last plan read; 0: not known
 */
export const collectorPace = (known: number, engineEnv: Environment): CollectorPace =>
  known > SMALL_STACK || 'GOGC' in engineEnv || 'GOMEMLIMIT' in engineEnv ? AS_EVER : UNHURRIED;
