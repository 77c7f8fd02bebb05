/** What a version of the demo's shop does to those who order. */
export interface ShopVersion {
  /** How long an order takes at the median, in milliseconds; one in twenty takes twice as long. */
  readonly typicalMs: number;
  /** The share of orders that fail. */
  readonly failing: number;
  /** How many tasks it needs for one arm. */
  readonly tasks: number;
}

export const SHOP_VERSIONS: Readonly<Record<string, ShopVersion>> = {
  '1': { typicalMs: 8, failing: 0.01, tasks: 4 },
  // The good release: it changes nothing that a customer could see.
  '2': { typicalMs: 8, failing: 0.01, tasks: 4 },
  // The bad one: a query in a loop. Slower, and one order in ten runs into a time-out.
  '3': { typicalMs: 16, failing: 0.1, tasks: 4 },
};

export const FIRST_VERSION = '1';
