import { z } from 'zod';
import type { Diagnostic } from './diagnostics.ts';

/** What the `-json` stream of one plan said. */
export interface PlanEvents {
  /** The version that really ran: a wrapper on the PATH may choose another one in each folder. */
  readonly version: string | null;
  /** Managed resources whose reading was begun and ended. */
  readonly started: number;
  readonly read: number;
  /** Planned changes, without reads of data sources. */
  readonly changes: number;
  readonly drifted: number;
  readonly outputChanges: number;
  readonly diagnostics: readonly Diagnostic[];
}

const Hook = z.object({ hook: z.object({ resource: z.object({ addr: z.string() }) }) });
const Change = z.object({ change: z.object({ action: z.string() }) });
const Outputs = z.object({ outputs: z.record(z.string(), z.object({ action: z.string().optional() })) });
const Message = z.object({
  diagnostic: z.object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string().optional(),
    address: z.string().optional(),
  }),
});
const Version = z.object({ terraform: z.string().optional(), tofu: z.string().optional() });
const Event = z.object({ type: z.string() });

/** Takes the stream line by line. Lines that are no JSON and types that are not known are passed over. */
export function createPlanStream(onRead: (read: number, started: number) => void): {
  line(text: string): void;
  events(): PlanEvents;
} {
  const seen = {
    version: null as string | null,
    started: 0,
    read: 0,
    changes: 0,
    drifted: 0,
    outputChanges: 0,
  };
  const diagnostics: Diagnostic[] = [];
  const take: Readonly<Record<string, (event: unknown) => void>> = {
    version: (event) => {
      const version = Version.safeParse(event).data;
      seen.version = version?.terraform ?? version?.tofu ?? null;
    },
    refresh_start: (event) => {
      if (!Hook.safeParse(event).success) return;
      seen.started += 1;
      onRead(seen.read, seen.started);
    },
    refresh_complete: (event) => {
      if (!Hook.safeParse(event).success) return;
      seen.read += 1;
      onRead(seen.read, seen.started);
    },
    planned_change: (event) => {
      const action = Change.safeParse(event).data?.change.action;
      if (action !== 'read' && action !== 'noop') seen.changes += 1;
    },
    resource_drift: () => {
      seen.drifted += 1;
    },
    outputs: (event) => {
      const outputs = Object.values(Outputs.safeParse(event).data?.outputs ?? {});
      seen.outputChanges = outputs.filter(({ action }) => action !== undefined && action !== 'noop').length;
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
    events: () => ({ ...seen, diagnostics }),
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
