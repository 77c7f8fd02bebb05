import type { DriftEventItem } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sentence } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import styles from './timeline.module.css';

type Tone = 'drift' | 'person' | 'act' | 'end' | 'stop';

const TONES: Readonly<Record<DriftEventItem['kind'], Tone>> = {
  found: 'drift',
  changed: 'drift',
  moved: 'drift',
  reopened: 'drift',
  expired: 'drift',
  flapping: 'drift',
  decided: 'person',
  approved: 'person',
  withdrawn: 'person',
  planned: 'act',
  applying: 'act',
  applied: 'act',
  proposed: 'act',
  resumed: 'act',
  refused: 'stop',
  not_verified: 'stop',
  verified: 'end',
  vanished: 'end',
};

/** From first seen to verified, each with what stands behind it. */
export function Timeline({ events }: { readonly events: readonly DriftEventItem[] }) {
  return (
    <Panel title="From first seen to now" bare>
      <ol className={styles.list}>
        {events.map((event) => (
          <li key={`${event.at} ${event.kind} ${event.text}`} data-tone={TONES[event.kind]}>
            <p>
              {sentence(event.text)}
              {event.actor !== null && <span className={styles.actor}> {personName(event.actor)}</span>}
            </p>
            <p className={styles.when}>
              <Ago at={event.at} />
              {Object.entries(event.evidence).flatMap(([name, value]) =>
                typeof value === 'string' || typeof value === 'number'
                  ? [
                      <span key={name}>
                        {name.replaceAll('_', ' ')} <code>{String(value).slice(0, 12)}</code>
                      </span>,
                    ]
                  : [],
              )}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
