/**
 * The grid of the evaluation, written down before the runs. Every cell differs from its base in one thing. Times are in
 * 5-minute blocks; a run is one watch of 24 hours with a look at every block from minute 30 on.
 */

export const RUNS = 2_000;
export const SEED = 'kedge-judge-2026-11-21';
export const BLOCK_MS = 300_000;
export const DAY_BLOCKS = 288;
/** False alarms per watch that every judge is asked for. The rivals have no such setting. */
export const ALPHA = 0.05;
export const TOLERANCE = 0.05;
export const MUST_DETECT = 0.2;

export interface Cell {
  readonly id: string;
  readonly what: string;
  readonly judge: 'E1' | 'E2' | 'E3';
  readonly model: Model;
  /** Factors on the metric from the start of the watch. 1 is no change; 1 + tolerance is the boundary. */
  readonly effects: readonly number[];
}

export interface Model {
  /** Requests per second of one arm, on average over a day. */
  readonly traffic: number;
  /** Events per request; null for a plain value (latency, cost per request), whose level is 100. */
  readonly rate: number | null;
  /** Correlation of the noise from block to block, and its standard deviation in ln units. */
  readonly rho: number;
  readonly noise: number;
  /** With a control: the share of the noise that both arms have in common. */
  readonly common: number;
  /** The day's shape in ln units, from its middle to its top; traffic has the same shape with 0.5. */
  readonly day: number;
  /** Standard deviation of a day's level in ln units, carried on with 0.7 from day to day. */
  readonly dayLevel: number;
  /** How many times the variance of the counts exceeds Poisson's. */
  readonly dispersion: number;
  /** Share of blocks without a scrape. */
  readonly missing: number;
  /** Growth per day in ln units. */
  readonly drift: number;
  /** Added on Saturdays and Sundays, in ln units. */
  readonly weekend: number;
  /** Share of blocks that are spikes, each of e^1 on average. */
  readonly spikes: number;
}

const CALM: Model = {
  traffic: 10,
  rate: null,
  rho: 0.5,
  noise: 0.1,
  common: 0.5,
  day: 0.3,
  dayLevel: 0.03,
  dispersion: 1,
  missing: 0,
  drift: 0,
  weekend: 0,
  spikes: 0,
};
const ERRORS: Model = { ...CALM, rate: 0.001 };

const VALUE_EFFECTS = [1, 1.05, 1.1, 1.2, 1.5];
const COUNT_EFFECTS = [1, 1.05, 1.5, 2, 3, 10];

const cell = (judge: Cell['judge'], id: string, what: string, model: Model): Cell => ({
  id: `${judge}/${id}`,
  what,
  judge,
  model,
  effects: model.rate === null ? VALUE_EFFECTS : COUNT_EFFECTS,
});

export const CELLS: readonly Cell[] = [
  cell('E1', 'base', 'errors 0.1 %, 10 req/s per arm', { ...ERRORS, noise: 0.1, common: 1 }),
  cell('E1', 'traffic-1', '1 req/s per arm', { ...ERRORS, traffic: 1, common: 1 }),
  cell('E1', 'traffic-100', '100 req/s per arm', { ...ERRORS, traffic: 100, common: 1 }),
  cell('E1', 'dispersion-3', 'three times the variance of counts', { ...ERRORS, dispersion: 3, common: 1 }),
  cell('E1', 'autocorrelation-0.9', 'noise of its own in each arm, correlation 0.9', {
    ...ERRORS,
    rho: 0.9,
    noise: 0.2,
    common: 0,
  }),
  cell('E1', 'day-1', 'a day from 1/e to e times the mean', { ...ERRORS, day: 1, common: 1 }),
  cell('E1', 'missing-20', '20 % of scrapes missing', { ...ERRORS, missing: 0.2, common: 1 }),
  cell('E2', 'base', 'value with noise 10 %, correlation 0.5, half in common', CALM),
  cell('E2', 'autocorrelation-0', 'correlation 0', { ...CALM, rho: 0 }),
  cell('E2', 'autocorrelation-0.9', 'correlation 0.9', { ...CALM, rho: 0.9 }),
  cell('E2', 'own-noise', 'nothing in common', { ...CALM, common: 0 }),
  cell('E2', 'day-1', 'a day from 1/e to e times the mean', { ...CALM, day: 1 }),
  cell('E2', 'missing-20', '20 % of scrapes missing', { ...CALM, missing: 0.2 }),
  cell('E2', 'spikes', '2 % of blocks are spikes', { ...CALM, spikes: 0.02 }),
  cell('E3', 'base', 'value with noise 10 %, correlation 0.5, day of 30 %', CALM),
  cell('E3', 'autocorrelation-0', 'correlation 0', { ...CALM, rho: 0 }),
  cell('E3', 'autocorrelation-0.9', 'correlation 0.9', { ...CALM, rho: 0.9 }),
  cell('E3', 'day-0', 'no shape of the day', { ...CALM, day: 0 }),
  cell('E3', 'day-1', 'a day from 1/e to e times the mean', { ...CALM, day: 1 }),
  cell('E3', 'day-level-0.1', 'days differ by 10 %', { ...CALM, dayLevel: 0.1 }),
  cell('E3', 'missing-5', '5 % of scrapes missing', { ...CALM, missing: 0.05 }),
  cell('E3', 'missing-20', '20 % of scrapes missing', { ...CALM, missing: 0.2 }),
  cell('E3', 'drift-2', 'growth of 2 % a day', { ...CALM, drift: 0.02 }),
  cell('E3', 'weekend-30', 'weekends lower by 30 %', { ...CALM, weekend: -0.3 }),
  cell('E3', 'spikes', '2 % of blocks are spikes', { ...CALM, spikes: 0.02 }),
  cell('E3', 'errors', 'errors 0.1 %, 10 req/s', ERRORS),
  cell('E3', 'errors-traffic-1', 'errors 0.1 %, 1 req/s', { ...ERRORS, traffic: 1 }),
  cell('E3', 'errors-traffic-100', 'errors 0.1 %, 100 req/s', { ...ERRORS, traffic: 100 }),
  cell('E3', 'errors-dispersion-3', 'three times the variance of counts', { ...ERRORS, dispersion: 3 }),
];

/** Before-and-after: services of a fleet that lend each other placebos, days of history, placebo days of each. */
export const FLEET = { services: 8, historyDays: 20, placeboDays: 5 } as const;

export interface CorpusDomain {
  readonly id: string;
  readonly folders: readonly string[];
  readonly worse: 'higher' | 'lower';
  readonly effects: readonly number[];
}

/** Public series, hourly, looks at hours 4 to 24, tolerance 0, every day with 20 days of history, at 8 start hours. */
export const CORPUS: readonly CorpusDomain[] = [
  {
    id: 'API latency',
    folders: ['middle-tier-api-dependency-latency'],
    worse: 'higher',
    effects: [1, 1.2, 1.5, 2],
  },
  {
    id: 'crash rate',
    folders: ['application-crash-rate-1', 'application-crash-rate-2'],
    worse: 'higher',
    effects: [1, 1.5, 2, 3],
  },
  { id: 'purchases', folders: ['consumer-purchase-rate'], worse: 'lower', effects: [1, 2, 3] },
];
export const START_HOURS: readonly number[] = [0, 3, 6, 9, 12, 15, 18, 21];
