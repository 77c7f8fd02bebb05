import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { changeQuery } from '../../api/changes.ts';
import type { ChangeWhole, ChangeWord } from '../../api/types.ts';
import { ChangeStateMark } from '../../parts/change-state.tsx';
import { KeyHelp } from '../../parts/key-help.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import { ACTION_WORDS } from '../../text/change-words.ts';
import { ActionsPanel } from './actions-panel.tsx';
import { ChangeFacts } from './change-facts.tsx';
import styles from './change.module.css';
import { ChecksPanel } from './checks-panel.tsx';
import { DeclarationPanel } from './declaration-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { LiveLog } from './live-log.tsx';
import { PhaseRail } from './phase-rail.tsx';
import { RecordPanel } from './record-panel.tsx';
import { StandingNote } from './standing-note.tsx';
import { StepsPanel } from './steps-panel.tsx';
import { WatchPanel } from './watch/watch-panel.tsx';
import { WordDialog } from './word-dialog.tsx';

export function ChangePage() {
  const { source, id } = useParams({ from: '/shell/changes/$source/$id' });
  const { data, error, refetch } = useQuery(changeQuery(source, id));
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <PageSkeleton />;
  return <Whole key={`${source}/${id}`} change={data} />;
}

function Whole({ change }: { readonly change: ChangeWhole }) {
  const { watch: number = null } = useSearch({ from: '/shell/changes/$source/$id' });
  const [asked, setAsked] = useState<ChangeWord | null>(null);
  const [isHelp, setHelp] = useState(false);
  const allowed = change.actions.filter((action) => action.allowed).map(({ word }) => word);
  useKeys({
    ...Object.fromEntries(allowed.map((word) => [ACTION_WORDS[word].key, () => setAsked(word)])),
    '?': () => setHelp(true),
    u: () => history.back(),
  });
  const isBefore = change.started_at === null;
  return (
    <>
      <PageHead
        title={change.title}
        above={<Link to="/changes">← Changes</Link>}
        actions={
          <button type="button" className={styles.help} onClick={() => setHelp(true)}>
            Keys <kbd>?</kbd>
          </button>
        }
      >
        <span className={styles.marks}>
          <ChangeStateMark state={change.state} />
          <code>{change.id}</code>
          <span>{change.source}</span>
        </span>
      </PageHead>
      <div className={styles.page}>
        <div className={styles.main}>
          <div className={styles.first}>
            <PhaseRail change={change} />
            <StandingNote change={change} />
          </div>
          {change.watch !== null && <WatchPanel change={change} number={number} />}
          {change.job !== null && !isBefore && change.state !== 'watching' && <LiveLog job={change.job} />}
          {isBefore && <ChecksPanel change={change} />}
          <StepsPanel change={change} />
          <DeclarationPanel change={change} />
          {!isBefore && <ChecksPanel change={change} />}
          <EventsPanel events={change.events} />
          <RecordPanel change={change} />
        </div>
        <aside className={styles.aside} aria-label="What can be done, and facts">
          <ActionsPanel change={change} onAsk={setAsked} />
          <ChangeFacts change={change} />
        </aside>
      </div>
      {asked !== null && <WordDialog change={change} word={asked} onClose={() => setAsked(null)} />}
      {isHelp && <KeyHelp keys={keysOf(allowed)} onClose={() => setHelp(false)} />}
    </>
  );
}

const keysOf = (words: readonly ChangeWord[]): readonly (readonly [string, string])[] => [
  ...words.map(
    (word) =>
      [
        ACTION_WORDS[word].key,
        `${ACTION_WORDS[word].verb.toLowerCase()}: ${ACTION_WORDS[word].what}`,
      ] as const,
  ),
  ['u', 'back to the list'],
  ['?', 'these keys'],
];
