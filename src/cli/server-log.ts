import { pino, type Logger } from 'pino';
import type { KedgeContext } from './context.ts';

const LEVELS: ReadonlySet<string> = new Set(['debug', 'info', 'warn', 'error', 'silent']);

/** One line of JSON an event, on the error output. KEDGE_LOG says from which level on. */
export function serverLog({ env, process }: KedgeContext): Logger {
  const wanted = env['KEDGE_LOG'] ?? '';
  const level = LEVELS.has(wanted) ? wanted : 'warn';
  return pino({ level, base: null }, { write: (line: string) => process.stderr.write(line) });
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
