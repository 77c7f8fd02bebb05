import type { DriftEventItem } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Timeline as Entries, type TimelineTone } from '../../parts/timeline.tsx';
import { sentence } from '../../text/count.ts';
import { personName } from '../../text/person.ts';

const TONES: Readonly<Record<DriftEventItem['kind'], TimelineTone>> = {
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
      <Entries
        entries={events.map((event) => ({
          key: `${event.at} ${event.kind} ${event.text}`,
          tone: TONES[event.kind],
          text: sentence(event.text),
          actor: event.actor === null ? null : personName(event.actor),
          facts: (
            <>
              <Ago at={event.at} />
              <Evidence evidence={event.evidence} />
            </>
          ),
        }))}
      />
    </Panel>
  );
}

const Evidence = ({ evidence }: Pick<DriftEventItem, 'evidence'>) =>
  Object.entries(evidence).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [
          <span key={name}>
            {name.replaceAll('_', ' ')} <code>{String(value).slice(0, 12)}</code>
          </span>,
        ]
      : [],
  );
