import { z } from 'zod';
import type { ApplyProgress } from '#ports/remedy-engine.ts';
import type { Diagnostic } from '../diagnostics.ts';

/** What an apply told in its `-json` stream. */
export interface ApplyEvents {
  /** Whether anything said that a resource was being changed. */
  readonly begun: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const Resource = z.object({ hook: z.object({ resource: z.object({ addr: z.string() }) }) });
const Message = z.object({
  diagnostic: z.object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string().optional(),
    address: z.string().optional(),
  }),
});
const Event = z.object({ type: z.string() });

/** Takes the stream line by line. Lines that are no JSON and types that are not known are passed over. */
export function createApplyStream(onProgress: (progress: ApplyProgress) => void): {
  line(text: string): void;
  events(): ApplyEvents;
} {
  let begun = false;
  const diagnostics: Diagnostic[] = [];
  const resource = (event: unknown, done: boolean): void => {
    begun = true;
    const read = Resource.safeParse(event).data;
    if (read !== undefined) onProgress({ kind: 'resource', address: read.hook.resource.addr, done });
  };
  const take: Readonly<Record<string, (event: unknown) => void>> = {
    state_lock_acquire: () => onProgress({ kind: 'waiting_for_lock' }),
    apply_start: (event) => resource(event, false),
    apply_complete: (event) => resource(event, true),
    apply_errored: () => {
      begun = true;
    },
    provision_start: () => {
      begun = true;
    },
    diagnostic: (event) => {
      const said = Message.safeParse(event).data?.diagnostic;
      if (said === undefined) return;
      const { severity, summary, detail = '', address = null } = said;
      diagnostics.push({ severity, summary, detail, address });
    },
  };
  return {
    line: (text) => {
      const event = parseLine(text);
      const type = Event.safeParse(event).data?.type;
      if (type !== undefined && Object.hasOwn(take, type)) take[type]?.(event);
    },
    events: () => ({ begun, diagnostics }),
  };
}

function parseLine(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
