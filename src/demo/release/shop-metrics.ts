/** Bucket bounds in seconds, each 8 % above the one before: p95 is told to within a tolerance of 10 %. */
export const BOUNDS: readonly number[] = Array.from({ length: 60 }, (_, i) =>
  Number((0.004 * 1.08 ** i).toFixed(5)),
);

export interface ShopMetrics {
  ordered(seconds: number, failed: boolean): void;
  /** In the text format, with the demo's time on every sample. */
  text(arm: string, version: string, tasks: number, atMs: number): string;
}

/** Counters of one process of the shop. */
export function createShopMetrics(): ShopMetrics {
  const counts = new Float64Array(BOUNDS.length + 1);
  let sum = 0;
  let requests = 0;
  let errors = 0;
  return {
    ordered: (seconds, failed) => {
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
      const place = bucket < 0 ? BOUNDS.length : bucket;
      counts[place] = (counts[place] ?? 0) + 1;
      sum += seconds;
      requests += 1;
      if (failed) errors += 1;
    },
    text: (arm, version, tasks, atMs) => {
      let total = 0;
      const buckets = [...counts].map((count, i) => {
        total += count;
        return `shop_order_seconds_bucket{arm="${arm}",le="${BOUNDS[i] ?? '+Inf'}"} ${total} ${atMs}`;
      });
      return [
        '# TYPE shop_order_seconds histogram',
        ...buckets,
        `shop_order_seconds_sum{arm="${arm}"} ${sum} ${atMs}`,
        `shop_order_seconds_count{arm="${arm}"} ${requests} ${atMs}`,
        '# TYPE shop_orders_total counter',
        `shop_orders_total{arm="${arm}"} ${requests} ${atMs}`,
        '# TYPE shop_errors_total counter',
        `shop_errors_total{arm="${arm}"} ${errors} ${atMs}`,
        '# TYPE shop_tasks gauge',
        `shop_tasks{arm="${arm}"} ${tasks} ${atMs}`,
        '# TYPE shop_info gauge',
        `shop_info{arm="${arm}",version="${version}"} 1 ${atMs}`,
        '',
      ].join('\n');
    },
  };
}
