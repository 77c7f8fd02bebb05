import type { WatchedMetric } from '../../../api/types.ts';

type Unit = WatchedMetric['unit'];

/** Three digits are read; more are not known. */
const short = (value: number): string => {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
};

export const valueText = (value: number | null, unit: Unit): string => {
  if (value === null) return '–';
  return unit === 'share' ? `${short(100 * value)} %` : short(value);
};

/** With its sign: `+12 %`, `−3 %`. */
export function changeText(share: number): string {
  const percent = 100 * share;
  const text = Math.abs(percent) < 0.95 ? percent.toFixed(1) : percent.toFixed(0);
  const number = Number(text);
  if (number === 0) return '±0 %';
  return number > 0 ? `+${text} %` : `−${text.slice(1)} %`;
}

type Look = WatchedMetric['looks'][number];

/** What one look found, in the words of its method, beside what it was held against. */
export function lookText({ statistic, bound }: Pick<Look, 'statistic' | 'bound'>, method: string): string {
  if (statistic === null || bound === null) return 'nothing that could be judged yet';
  switch (method) {
    case 'before and after':
      return `at least ${changeText(Math.exp(statistic) - 1)} against every baseline; alarms above ${changeText(Math.exp(bound) - 1)}`;
    case 'counts with a control':
      return `evidence of 1 in ${short(Math.exp(Math.max(0, statistic)))}; alarms at 1 in ${short(Math.exp(bound))}`;
    default:
      return `excess ${short(statistic)}; alarms above ${short(bound)}`;
  }
}
