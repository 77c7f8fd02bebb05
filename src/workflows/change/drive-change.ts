import type { Change } from '#domain/change/change.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { judgeLook } from './judge-look.ts';
import type { Next } from './next-turn.ts';
import { recordDue } from './record-change.ts';
import { revertChange } from './revert-change.ts';
import { rollOut } from './roll-out.ts';
import { takenOverText, type Fence } from './write-change.ts';

/** How long the word of another machine counts. */
const ELSEWHERE_MS = 15 * 60 * 1000;

/**
 * Takes the wheel of a change: from now on whoever had it before writes nothing and starts nothing. Refused while the
 * process that has it lives.
 */
export async function takeWheel(
  id: string,
  deps: ChangeDependencies,
): Promise<{ readonly change: Change; readonly fence: Fence } | { readonly refused: string }> {
  const known = await deps.memory.findChange(id);
  if (known === null)
    return { refused: `There is no change ${id}. kedge change list shows those there are.` };
  const { holder, attempt } = known;
  if (holder !== null && !isSame(holder, deps.holder)) {
    const lives = await deps.lives(holder);
    const fresh = deps.clock.now().getTime() - Date.parse(known.updatedAt) < ELSEWHERE_MS;
    if (lives === true || (lives === 'elsewhere' && fresh)) {
      return {
        refused: `The change ${id} is driven by process ${holder.pid} on ${holder.host}. Wait for it, or stop it.`,
      };
    }
  }
  const taken = await deps.memory.change(async (writing) => {
    const now = await writing.findChange(id);
    if (now === null || now.attempt !== attempt) return null;
    const change: Change = { ...now, attempt: attempt + 1, holder: deps.holder };
    return (await writing.saveChange(change)) ? change : null;
  });
  if (taken === null) return { refused: takenOverText(known) };
  return { change: taken, fence: { attempt: taken.attempt } };
}

const isSame = (a: NonNullable<Change['holder']>, b: NonNullable<Change['holder']>): boolean =>
  a.host === b.host && a.pid === b.pid && a.startedAt === b.startedAt;

/** One turn: does what is due now, and says what comes next. Killed at any point, the next turn goes on from there. */
export async function advanceChange(
  id: string,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const change = await deps.memory.findChange(id);
  if (change === null) return { kind: 'over' };
  if (change.attempt !== fence.attempt) return { kind: 'refused', why: takenOverText(change) };
  await recordDue(change, fence, deps);
  switch (change.state) {
    case 'rolling':
      return rollOut(change, fence, deps, signal);
    case 'watching':
      return judgeLook(change, fence, deps, signal);
    case 'reverting':
      return revertChange(change, fence, deps, signal);
    case 'holding':
      return { kind: 'person', why: change.hold?.why ?? 'It is held.' };
    case 'draft':
    case 'ready':
      return { kind: 'person', why: `It has not started: kedge change start ${id}` };
    case 'cleared':
    case 'reverted':
    case 'aborted':
    case 'closed':
      return { kind: 'over' };
  }
}
