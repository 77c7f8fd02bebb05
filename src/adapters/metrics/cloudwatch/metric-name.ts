/** One metric of CloudWatch as text: `AWS/ApplicationELB:HTTPCode_Target_5XX_Count:Sum{LoadBalancer=app/web/1}`. */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  /** `Sum`, `Average`, `p95`; null where the question itself says which. */
  readonly statistic: string | null;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

const STATISTIC =
  /^(?:Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(?:\.\d+)?|(?:TM|TC|TS|WM|PR)\([^)]*\))$/;

export function parseMetricName(text: string): CloudWatchMetric | { readonly problem: string } {
  const found = /^([^:{}]+):([^:{}]+)(?::([^{}]+?))?(?:\{([^{}]*)\})?$/.exec(text.trim());
  if (found === null) return { problem: shape(text) };
  const [, namespace = '', name = '', statistic = null, inside = ''] = found;
  if (statistic !== null && !STATISTIC.test(statistic)) {
    return {
      problem: `${JSON.stringify(statistic)} is no statistic of CloudWatch. Give Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p95.`,
    };
  }
  const dimensions = inside
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return { Name: part.slice(0, at).trim(), Value: part.slice(at + 1).trim() };
    });
  if (dimensions.some(({ Name, Value }) => Name === '' || Value === '')) return { problem: shape(text) };
  return { namespace: namespace.trim(), name: name.trim(), statistic, dimensions };
}

const shape = (text: string): string =>
  `${JSON.stringify(text)} names no metric. Write Namespace:Metric:Statistic{Dimension=value}, such as AWS/ApplicationELB:RequestCount:Sum{LoadBalancer=app/web/1}.`;
