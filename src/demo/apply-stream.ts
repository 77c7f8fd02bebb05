import { z } from 'zod';
import type { Tell } from './narrator.ts';

const Message = z.object({
  type: z.string(),
  hook: z.object({ resource: z.object({ addr: z.string() }) }).optional(),
  changes: z.object({ add: z.number() }).optional(),
  outputs: z.record(z.string(), z.object({ value: z.unknown().optional() })).optional(),
  diagnostic: z
    .object({ severity: z.string(), summary: z.string(), detail: z.string().optional() })
    .optional(),
});

/** Follows the lines of `terraform apply -json`. */
export interface ApplyStream {
  readonly line: (text: string) => void;
  readonly created: () => number;
  readonly output: (name: string) => string | null;
  /** The errors that Terraform reported, in one text. */
  readonly errors: () => string;
}

export function followApply(tell: Tell): ApplyStream {
  const pending = new Set<string>();
  const outputs = new Map<string, unknown>();
  const errors: string[] = [];
  let total = 0;
  let created = 0;
  const show = (): void => {
    const waiting =
      pending.size > 0 && pending.size <= 2 ? `, waiting for ${[...pending].join(' and ')}` : '';
    if (total > 0) tell(`${created} of ${total} resources${waiting}`);
  };
  return {
    line: (text) => {
      const message = parse(text);
      if (message === null) return;
      const address = message.hook?.resource.addr ?? '';
      if (message.type === 'apply_start') pending.add(address);
      if (message.type === 'apply_complete' && pending.delete(address)) created += 1;
      if (message.type === 'apply_errored') pending.delete(address);
      // The first summary is the plan's; the last one repeats what was done.
      if (message.type === 'change_summary' && total === 0) total = message.changes?.add ?? 0;
      for (const [name, output] of Object.entries(message.outputs ?? {})) outputs.set(name, output.value);
      if (message.diagnostic?.severity === 'error') {
        errors.push([message.diagnostic.summary, message.diagnostic.detail].filter(Boolean).join(': '));
      }
      show();
    },
    created: () => created,
    output: (name) => {
      const value = outputs.get(name);
      return typeof value === 'string' ? value : null;
    },
    errors: () => errors.join('\n'),
  };
}

function parse(text: string): z.infer<typeof Message> | null {
  try {
    return Message.parse(JSON.parse(text));
  } catch {
    // Not every line need be a message.
    return null;
  }
}
