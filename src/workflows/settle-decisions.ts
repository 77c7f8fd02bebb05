import { isClosed } from '#domain/drift/life/drift-state.ts';
import type { MemoryChange } from '#ports/memory.ts';

/** A decision is in force while one of its differences still follows it. The ids of those that ended come back. */
export async function settleDecisions(
  change: MemoryChange,
  ids: readonly string[],
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const id of new Set(ids)) {
    const decision = await change.findDecision(id);
    if (decision === null || !decision.inForce) continue;
    if (await isFollowed(change, id, new Set(decision.subjects.map(({ stack }) => stack)))) continue;
    await change.saveDecision({ ...decision, inForce: false });
    ended.push(id);
  }
  return ended;
}

async function isFollowed(change: MemoryChange, id: string, stacks: ReadonlySet<string>): Promise<boolean> {
  for (const stack of stacks) {
    const records = await change.driftOfStack(stack);
    if (
      records.some((record) => record.decision === id && !isClosed(record.state) && record.state !== 'open')
    ) {
      return true;
    }
  }
  return false;
}
