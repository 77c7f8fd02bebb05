import type { StackReport } from '#domain/drift/report.ts';
import type { EngineProgress } from '#ports/engine.ts';
import type { ScanObserver } from '#ports/scan-observer.ts';
import type { Output } from './context.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

export interface Progress extends ScanObserver {
  /** Where a stack is, in words of whoever scans it. */
  readonly said: (stack: string, text: string) => void;
  /** Takes the live lines away, so that the report starts on a clean line. */
  readonly end: () => void;
}

interface Live {
  readonly since: number;
  text: string;
}

/** How often the live lines are drawn again; faster only flickers. */
const REDRAW_MS = 120;

/** On a terminal: a line per running stack, redrawn. Elsewhere: one line when a stack is done. */
export function createProgress(
  out: Output,
  total: number,
  options: { readonly quiet: boolean; readonly now: () => number },
): Progress {
  if (options.quiet) {
    return { started: () => {}, progressed: () => {}, said: () => {}, finished: () => {}, end: () => {} };
  }
  return out.isTTY === true ? liveProgress(out, total, options.now) : plainProgress(out, total);
}

function plainProgress(out: Output, total: number): Progress {
  let done = 0;
  return {
    started: () => {},
    progressed: () => {},
    said: () => {},
    finished: (report) => {
      done += 1;
      out.write(`[${done}/${total}] ${visible(report.id)}: ${outcome(report)}\n`);
    },
    end: () => {},
  };
}

function liveProgress(out: Output, total: number, now: () => number): Progress {
  const running = new Map<string, Live>();
  let done = 0;
  let drawn = 0;
  const width = (): number => Math.max(20, (out.columns ?? 80) - 1);
  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    const lines = [...running].map(([id, live]) => {
      const seconds = Math.floor((now() - live.since) / 1000);
      return `  ${visible(id)}  ${live.text}  ${seconds}s`;
    });
    if (total > 1) lines.push(`  ${done} of ${total} stacks done`);
    erase();
    out.write(lines.map((line) => `${line.slice(0, width())}\n`).join(''));
    drawn = lines.length;
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    started: (stack) => {
      running.set(stack, { since: now(), text: 'waiting' });
      draw();
    },
    progressed: (stack, progress) => {
      const live = running.get(stack);
      if (live) live.text = describe(progress);
    },
    said: (stack, text) => {
      const live = running.get(stack);
      if (live) live.text = visible(text);
    },
    finished: (report) => {
      running.delete(report.id);
      done += 1;
      draw();
    },
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}

const PHASES: Readonly<Record<Extract<EngineProgress, { kind: 'phase' }>['phase'], string>> = {
  waiting: 'waiting',
  init: 'initialising',
  learn: 'learning the providers (the first time only)',
  plan: 'planning',
  show: 'reading the plan',
};

function describe(progress: EngineProgress): string {
  if (progress.kind === 'phase') return PHASES[progress.phase];
  return `reading resources ${progress.read}/${progress.known}`;
}

function outcome(report: StackReport): string {
  const drift = report.differences.filter((difference) => difference.drift).length;
  if (report.status === 'drifted') return `drifted, ${drift} ${drift === 1 ? 'difference' : 'differences'}`;
  if (report.status === 'unknown') return `unknown, ${report.unknown?.code ?? 'no reason given'}`;
  return 'in sync';
}
