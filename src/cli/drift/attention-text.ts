import type { Attention } from '#domain/drift/life/attention.ts';
import { counted } from '../report/summary-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { durationText } from './time-text.ts';

/** `flapping: 5 times in 7d`, `the acceptance ends in 3 days (2026-04-01)`, `older than the objective of 3d`. */
export function attentionText(attention: Attention): string {
  switch (attention.kind) {
    case 'flapping':
      return `flapping: ${attention.toggles} times in ${durationText(attention.windowMs)}`;
    case 'acceptance_ends':
      return acceptanceText(attention.days, visible(attention.until));
    case 'too_old':
      return `overdue: older than the objective of ${durationText(attention.limitMs)}`;
  }
}

function acceptanceText(days: number, until: string): string {
  if (days < 0) return `overdue: the acceptance ended on ${until}`;
  const when = days === 0 ? 'today' : `in ${counted(days, 'day')}`;
  return `the acceptance ends ${when} (${until})`;
}
