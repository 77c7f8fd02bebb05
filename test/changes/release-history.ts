import { START } from './world-in.ts';

const MINUTE = 60_000;

export const HISTORY_DAYS = 2;
/** What happened in a minute: even traffic of 20 requests a second, one error in a thousand, ten after the release. */
const MINUTES_BEFORE = (HISTORY_DAYS + 1) * 24 * 60;
export const errorsIn = (minute: number, arm: string): number => {
  const usual = (minute * 7) % 5 === 0 ? 2 : 1;
  return arm === 'release' && minute >= 0 ? 10 * usual : usual;
};
export const ARMS = ['release', 'control'] as const;

/** Requests, errors, costs and a classic histogram of both arms, as promtool takes them: ten times the errors from START on. */
export function promHistory(): string {
  const families = { requests: [], errors: [], cost: [], bucket: [], count: [], sum: [] };
  const lines: Record<keyof typeof families, string[]> = { ...families };
  const bounds: readonly (readonly [le: string, within: number])[] = [
    ['0.2', 0.5],
    ['0.25', 0.96],
    ['0.26', 0.97],
    ['0.28', 0.98],
    ['0.5', 1],
    ['+Inf', 1],
  ];
  for (const arm of ARMS) {
    let [requests, errors, cost] = [0, 0, 0];
    for (let minute = -MINUTES_BEFORE; minute <= 120; minute += 1) {
      requests += 1200;
      errors += errorsIn(minute - 1, arm);
      cost += 3 + 0.1 * Math.sin(minute + (arm === 'release' ? 1 : 0));
      const at = (START + minute * MINUTE) / 1000;
      lines.requests.push(`http_requests_total{arm="${arm}"} ${requests} ${at}`);
      lines.errors.push(`http_errors_total{arm="${arm}"} ${errors} ${at}`);
      lines.cost.push(`cost_total{arm="${arm}"} ${cost} ${at}`);
      for (const [le, within] of bounds) {
        lines.bucket.push(
          `rpc_seconds_bucket{arm="${arm}",le="${le}"} ${Math.round(requests * within)} ${at}`,
        );
      }
      lines.count.push(`rpc_seconds_count{arm="${arm}"} ${requests} ${at}`);
      lines.sum.push(`rpc_seconds_sum{arm="${arm}"} ${requests * 0.2} ${at}`);
    }
  }
  return [
    '# TYPE http_requests counter',
    ...lines.requests,
    '# TYPE http_errors counter',
    ...lines.errors,
    '# TYPE cost counter',
    ...lines.cost,
    '# TYPE rpc_seconds histogram',
    ...lines.bucket,
    ...lines.count,
    ...lines.sum,
    '# EOF',
    '',
  ].join('\n');
}
