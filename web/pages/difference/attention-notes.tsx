import { Link } from '@tanstack/react-router';
import type { DriftWhole } from '../../api/types.ts';
import { durationText } from '../../text/age.ts';
import { count } from '../../text/count.ts';
import styles from './difference.module.css';

/** What about it wants to be known before anything is decided. */
export function AttentionNotes({
  difference: { attention, group, notes, source },
}: {
  readonly difference: DriftWhole;
}) {
  const said = [...attention.map(attentionText), ...notes];
  if (said.length === 0 && group === null) return null;
  return (
    <ul className={styles.attention}>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
      {group !== null && (
        <li>
          It looks like one act with{' '}
          <Link to="/drift" search={{ cause: group.cause, source }}>
            {count(group.differences - 1, 'other')}
          </Link>
          , {count(group.resources, 'resource')} in {count(group.stacks, 'stack')}.
        </li>
      )}
    </ul>
  );
}

function attentionText(attention: DriftWhole['attention'][number]): string {
  switch (attention.kind) {
    case 'flapping':
      return `It came or went ${attention.toggles} times in ${durationText(attention.window_ms)}: two hands, or two tools, may pull at it.`;
    case 'acceptance_ends':
      return attention.days < 0
        ? `Its acceptance ended on ${attention.until}.`
        : `Its acceptance ends on ${attention.until}, ${attention.days === 0 ? 'today' : `in ${count(attention.days, 'day')}`}.`;
    case 'too_old':
      return `It is open for longer than the objective of ${durationText(attention.limit_ms)}.`;
  }
}
