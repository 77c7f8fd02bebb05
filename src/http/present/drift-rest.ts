import { attentionTo, type Attention, type AttentionContext } from '#domain/drift/life/attention.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftRest } from '../schema/drift.ts';

/** What a line leaves out of a difference. */
export const driftRest = (record: DriftRecord, now: string, context: AttentionContext): DriftRest => ({
  difference: record.difference,
  aliases: [...record.aliases],
  toggles: [...record.toggles],
  attention: attentionTo(record, now, context).map(attentionItem),
});

function attentionItem(attention: Attention): DriftRest['attention'][number] {
  switch (attention.kind) {
    case 'flapping':
      return { kind: 'flapping', toggles: attention.toggles, window_ms: attention.windowMs };
    case 'acceptance_ends':
      return { kind: 'acceptance_ends', until: attention.until, days: attention.days };
    case 'too_old':
      return { kind: 'too_old', limit_ms: attention.limitMs };
  }
}
