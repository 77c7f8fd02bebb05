import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeState } from '#domain/change/change-state.ts';
import { advanceChange, takeWheel } from '#workflows/change/drive-change.ts';
import type { PacedClock } from '#ports/clock.ts';
import type { Next } from '#workflows/change/next-turn.ts';
import type { Fence } from '#workflows/change/write-change.ts';
import type { WatchCache } from '#workflows/change/watch-cache.ts';
import { changeDependencies } from '../change-workshop.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { withProject } from '../project.ts';
import type { ProjectFlags } from './shared-flags.ts';

/** What somebody says elsewhere is heard within a minute. */
const LONGEST_SLEEP_MS = 60_000;

const WORLD: PacedClock = {
  now: () => new Date(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

interface Turn {
  readonly next: Next;
  readonly state: ChangeState;
}

/**
 * Drives a change until it is over or a person is needed. Memory is closed between two turns, so that others can hold,
 * revert or scan while it waits.
 */
export async function changeWatchAction(
  context: KedgeContext,
  flags: ProjectFlags,
  id: string,
): Promise<void> {
  const cache: WatchCache = new Map();
  let fence: Fence | null = null;
  for (;;) {
    const turns: Turn[] = [];
    await withProject(context, { dir: flags.dir, command: 'kedge change watch' }, async (project) => {
      const deps = await changeDependencies(context, project, cache);
      if (fence === null) {
        const wheel = await takeWheel(id, deps);
        if ('refused' in wheel)
          return void turns.push({ next: { kind: 'refused', why: wheel.refused }, state: 'draft' });
        fence = wheel.fence;
      }
      for (;;) {
        const next: Next = await advanceChange(id, fence, deps, context.signal);
        const change = await project.memory.findChange(id);
        if (next.kind === 'again' && !context.signal.aborted) continue;
        return void turns.push({ next, state: change?.state ?? 'closed' });
      }
    });
    const [turn] = turns;
    // What stood against opening the project is said, and the exit code set.
    if (turn === undefined) return;
    if (context.signal.aborted) {
      context.process.stderr.write(`Stopped. kedge change watch ${id} goes on from here.\n`);
      context.process.exitCode = EXIT.interrupted;
      return;
    }
    if (turn.next.kind !== 'at') return end(context, id, turn);
    const clock = context.clock ?? WORLD;
    const waitMs = Math.min(turn.next.atMs - clock.now().getTime(), LONGEST_SLEEP_MS);
    await clock.wait(Math.max(0, waitMs), context.signal);
  }
}

function end(context: KedgeContext, id: string, { next, state }: Turn): void {
  if (next.kind === 'refused') {
    context.process.stderr.write(`${next.why}\n`);
    context.process.exitCode = EXIT.refused;
  } else if (next.kind === 'person') {
    context.process.stdout.write(`${id} is ${state}: ${next.why}\n`);
    context.process.exitCode = EXIT.unknown;
  } else {
    context.process.stdout.write(`${id} is ${state}.\n`);
    context.process.exitCode = state === 'reverted' ? EXIT.drift : EXIT.inSync;
  }
}
