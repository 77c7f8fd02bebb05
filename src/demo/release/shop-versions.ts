/** What a version of the demo's shop does to those who order. */
export interface ShopVersion {
  /** How long an order takes at the median, in milliseconds. */
  readonly typicalMs: number;
  /** The share of orders that fail. */
  readonly failing: number;
  /** How many tasks it needs for one arm. */
  readonly tasks: number;
}

export const SHOP_VERSIONS: Readonly<Record<string, ShopVersion>> = {
  '1': { typicalMs: 8, failing: 0.02, tasks: 4 },
  // The good release: it changes nothing that a customer could see.
  '2': { typicalMs: 8, failing: 0.02, tasks: 4 },
  // The bad one: a query in a loop. Slower, and one order in eight runs into a time-out.
  '3': { typicalMs: 14, failing: 0.12, tasks: 4 },
};

export const FIRST_VERSION = '1';
