import type { FixObserver } from '#workflows/fix-request.ts';
import type { Output } from './context.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

export interface FixProgress extends FixObserver {
  /** Takes the live line away, so that something else can be written. */
  readonly pause: () => void;
  readonly end: () => void;
}

const nothing = (): void => {};

/** On a terminal one line that is drawn again; elsewhere a line for each phase. */
export function createFixProgress(out: Output, stack: string, quiet: boolean): FixProgress {
  if (quiet) return { phase: nothing, reading: nothing, applying: nothing, pause: nothing, end: nothing };
  const live = out.isTTY === true;
  let phase = '';
  let drawn = false;
  const pause = (): void => {
    if (drawn) out.write('\r\u001b[K');
    drawn = false;
  };
  const draw = (detail: string): void => {
    if (!live) return;
    pause();
    const line = `${visible(stack)}: ${phase}${detail === '' ? '' : ` (${detail})`}`;
    out.write(line.slice(0, Math.max(20, (out.columns ?? 80) - 1)));
    drawn = true;
  };
  return {
    phase: (what) => {
      phase = what;
      if (live) draw('');
      else out.write(`${visible(stack)}: ${what}\n`);
    },
    reading: (progress) => {
      if (progress.kind === 'resources') draw(`${progress.read}/${progress.known} resources`);
    },
    applying: (progress) => {
      if (progress.kind === 'waiting_for_lock') return draw('waiting for the state lock');
      const line = `${visible(progress.address)} ${progress.done ? 'done' : 'begun'}`;
      if (live) draw(line);
      else out.write(`  ${line}\n`);
    },
    pause,
    end: pause,
  };
}
