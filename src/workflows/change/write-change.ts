import { callEvent } from '#domain/change/call-event.ts';
import type { Change, ChangeEvent } from '#domain/change/change.ts';
import { LOCKING_STATES } from '#domain/change/change-state.ts';
import type { JsonObject } from '#domain/json.ts';
import type { MemoryChange } from '#ports/memory.ts';
import type { OwnerCall } from '#ports/owner-caller.ts';
import type { ChangeDependencies } from './change-dependencies.ts';

/** What becomes of a change in one transaction. */
export interface Written {
  readonly change: Change;
  readonly event: Pick<ChangeEvent, 'kind' | 'actor' | 'text'>;
  /** Also an entry of the audit log; only what somebody decided, or Kedge did to the world. */
  readonly audit?: JsonObject;
  /** What was judged has settled: that is written over a change that is closed, too. */
  readonly settled?: true;
  /** Who is called once it is written. */
  readonly call?: Pick<OwnerCall, 'kind' | 'text' | 'answerBy'>;
}

export type Write = Written | { readonly refused: string };

/** Whoever has an older attempt writes nothing. */
export interface Fence {
  readonly attempt: number;
}

/**
 * Reads a change, lets `work` say what becomes of it, and writes that with its event and audit entry: all or nothing. The
 * call to its people is made afterwards, so that none is made for what was not written.
 */
export async function writeChange(
  id: string,
  deps: Pick<ChangeDependencies, 'memory' | 'clock' | 'caller'>,
  work: (change: Change, at: string, writing: MemoryChange) => Promise<Write> | Write,
  fence: Fence | null = null,
): Promise<{ readonly change: Change } | { readonly refused: string }> {
  const at = deps.clock.now().toISOString();
  const written = await deps.memory.change(async (writing): Promise<Write> => {
    const change = await writing.findChange(id);
    if (change === null)
      return { refused: `There is no change ${id}. kedge change list shows those there are.` };
    if (fence !== null && fence.attempt !== change.attempt) return { refused: takenOverText(change) };
    const said = await work(change, at, writing);
    if ('refused' in said) return said;
    return (await store(writing, said, at)) ? said : { refused: takenOverText(change) };
  });
  if ('refused' in written) return written;
  if (written.call !== undefined) await call(written.change, written.call, at, deps);
  return { change: written.change };
}

export const takenOverText = ({ id }: Change): string =>
  `Another process has taken the change ${id} over, or it is closed. This one does nothing more with it.`;

async function store(
  writing: MemoryChange,
  { change, event, audit, settled, call: told }: Written,
  at: string,
): Promise<boolean> {
  const saved = { ...change, updatedAt: at };
  if (!(await (settled ? writing.saveSettled(saved) : writing.saveChange(saved)))) return false;
  if (!LOCKING_STATES.includes(change.state)) await writing.freeLocks(change.id);
  const events = [{ change: change.id, at, ...event }];
  if (told !== undefined) events.push(callEvent(change.id, at, told.kind, told.text));
  await writing.addChangeEvents(events);
  if (audit !== undefined) {
    await writing.appendAudit({
      at,
      actor: event.actor,
      action: `change.${event.kind}`,
      subject: change.id,
      details: audit,
    });
  }
  return true;
}

async function call(
  { id, declaration }: Change,
  told: Pick<OwnerCall, 'kind' | 'text' | 'answerBy'>,
  at: string,
  { caller }: Pick<ChangeDependencies, 'caller'>,
): Promise<void> {
  const { owner, channel } = declaration;
  await caller.call({ key: `${id} ${at} ${told.kind}`, change: id, owner, channel, ...told });
}
