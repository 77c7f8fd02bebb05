import type { ChangeWhole } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Timeline, type TimelineTone } from '../../parts/timeline.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sentence } from '../../text/count.ts';
import { personName } from '../../text/person.ts';

/** By what an event says; a kind of a newer server is plain. */
const TONES: Readonly<Record<string, TimelineTone>> = {
  opened: 'person',
  approved: 'person',
  started: 'person',
  promoted: 'person',
  held: 'drift',
  hold: 'drift',
  called: 'drift',
  paged: 'stop',
  reverting: 'stop',
  regressed: 'stop',
  failed: 'stop',
  reverted: 'end',
  cleared: 'end',
  closed: 'end',
  aborted: 'end',
};

const MOST_SHOWN = 200;

/** Everything that happened to it, the newest last. Looks that found nothing are left out. */
export function EventsPanel({ events }: { readonly events: ChangeWhole['events'] }) {
  return (
    <Panel title="What happened" bare>
      <Timeline
        entries={events.slice(-MOST_SHOWN).map(({ at, kind, actor, text }) => ({
          key: `${at} ${kind} ${text}`,
          tone: TONES[kind] ?? 'act',
          text: sentence(text),
          actor: actor === 'kedge' ? null : personName(actor),
          facts: <Ago at={at} />,
        }))}
      />
    </Panel>
  );
}
