import { jsonText } from './report/json-text.ts';
import type { KedgeContext } from './context.ts';

/** How a text is to look on this output. */
export interface Look {
  readonly color: boolean;
  readonly width: number;
}

/** Colour only on a terminal that wants it: https://no-color.org */
export function lookOf({ process: { stdout }, env }: KedgeContext): Look {
  return {
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    width: stdout.columns ?? 100,
  };
}

export function printText(context: KedgeContext, render: (look: Look) => string): void {
  context.process.stdout.write(render(lookOf(context)));
}

export function printJson(context: KedgeContext, value: unknown): void {
  context.process.stdout.write(jsonText(value));
}
