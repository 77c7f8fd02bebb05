import { z } from 'zod';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { askHttp, said } from '../answer-text.ts';
import { chain, pieces, plainReadings, rangeProblem } from '../steps.ts';

export interface OpenCostSettings {
  readonly name: string;
  /** Of OpenCost's own API, such as http://opencost:9003. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MOST_STEPS = 300;

const Allocation = z.object({
  totalCost: z.number(),
  window: z.object({ start: z.string(), end: z.string() }).optional(),
});
const Answer = z.object({ code: z.number(), data: z.array(z.record(z.string(), Allocation).nullable()) });

/** `namespace=shop`, `controller=checkout`, `label:app=checkout`: what is aggregated, and which of it. */
const OF = /^([a-z]+(?::[\w./-]+)?)=(.+)$/i;

/** OpenCost's allocation API: what one namespace, controller or label cost in each step. */
export function openCostSource(settings: OpenCostSettings): MetricSource {
  const source = `OpenCost ${settings.name}`;
  const no = (detail: string): SourceFault => ({ fault: 'refused', detail: `${source} ${detail}` });
  const wrongKind = (of: string): SourceFault =>
    no(`was not asked for ${JSON.stringify(of)}: it gives amounts. Declare the cost with read: amount.`);
  return {
    name: settings.name,
    counts: 'amount',
    measure: async ({ read, of }, range, signal) => {
      if (read !== 'amount') return wrongKind(of);
      const [, aggregate, wanted] = OF.exec(of.trim()) ?? [];
      if (aggregate === undefined || wanted === undefined) {
        return no(
          `was not asked for ${JSON.stringify(of)}. Say what and which, such as namespace=shop or label:app=checkout.`,
        );
      }
      const problem = rangeProblem(range);
      if (problem !== null) return no(`was not asked. ${problem}`);
      const parts = [];
      for (const piece of pieces(range, MOST_STEPS)) {
        const url = new URL(`${settings.url.replace(/\/+$/, '')}/allocation`);
        url.search = new URLSearchParams({
          window: `${instant(piece.fromMs)},${instant(piece.toMs)}`,
          aggregate,
          step: `${piece.stepMs / 60_000}m`,
          accumulate: 'false',
        }).toString();
        const answer = await askHttp(
          { url, method: 'GET', headers: settings.headers, body: null, source },
          signal,
        );
        if ('fault' in answer) return answer;
        const body = Answer.safeParse(jsonOf(answer.text));
        if (answer.status !== 200 || !body.success || body.data.code !== 200) {
          return no(`could not answer ${JSON.stringify(of)} (status ${answer.status})${said(answer.text)}.`);
        }
        parts.push(plainReadings(pointsOf(body.data.data, wanted, piece.stepMs)));
      }
      return chain(parts);
    },
    slowThreshold: (of) => Promise.resolve(wrongKind(of)),
    slowRequests: (of) => Promise.resolve(wrongKind(of)),
  };
}

/** A step without an allocation of that name has no value: the exporter may not have been there. */
function pointsOf(sets: z.infer<typeof Answer>['data'], wanted: string, stepMs: number) {
  return sets.flatMap((set) => {
    const found = set?.[wanted];
    const start = Date.parse(found?.window?.start ?? '');
    return found === undefined || Number.isNaN(start)
      ? []
      : [{ timeMs: start + stepMs / 2, value: found.totalCost }];
  });
}

const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
