import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { differenceQuery } from '../../api/drift.ts';
import type { DriftWhole } from '../../api/types.ts';
import { DecideDialog } from '../../decide/decide-dialog.tsx';
import { useDeciding } from '../../decide/use-deciding.ts';
import { SidesView } from '../../diff/sides-view.tsx';
import { FixPanel } from '../../job/fix-panel.tsx';
import { DriftStateMark } from '../../parts/drift-state.tsx';
import { Ago } from '../../parts/instant.tsx';
import { KeyHelp } from '../../parts/key-help.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import { CLASS_WORDS } from '../../text/words.ts';
import { lastInbox } from '../drift/last-inbox.ts';
import { AttentionNotes } from './attention-notes.tsx';
import { CodeSnippet } from './code-snippet.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import styles from './difference.module.css';
import { Facts } from './facts.tsx';
import { Timeline } from './timeline.tsx';

const KEYS = [
  ['r', 'revert: reality goes back to the code'],
  ['a', 'adopt: the code follows reality'],
  ['c', 'accept it until a day'],
  ['i', 'ignore it from now on'],
  ['u', 'back to the list'],
  ['?', 'these keys'],
] as const;

export function DifferencePage() {
  const { source, fingerprint } = useParams({ from: '/shell/drift/$source/$fingerprint' });
  const { stack } = useSearch({ from: '/shell/drift/$source/$fingerprint' });
  const { data, error, refetch } = useQuery(differenceQuery(source, fingerprint, stack));
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <PageSkeleton />;
  return <Whole difference={data} />;
}

function Whole({ difference }: { readonly difference: DriftWhole }) {
  const [isHelp, setHelp] = useState(false);
  const deciding = useDeciding(() => ({ items: [difference], wholeGroup: null }));
  useKeys({ ...deciding.keys, '?': () => setHelp(true), u: () => history.back() });
  const { severity, state, source, stack, opened_at, closed_at } = difference;
  // A fix that has ended belongs to no difference any more; what it said stays in sight of who watched it.
  const [job, setJob] = useState(difference.job);
  if (difference.job !== null && difference.job !== job) setJob(difference.job);
  return (
    <>
      <PageHead
        title={`${difference.address} ${difference.path}`.trim()}
        above={
          <Link to="/drift" search={lastInbox()}>
            ← Drift
          </Link>
        }
      >
        <span className={styles.marks}>
          <SeverityMark severity={severity} words />
          <DriftStateMark state={state} />
          <span title={CLASS_WORDS[difference.class].what}>{CLASS_WORDS[difference.class].name}</span>
          <Link to="/stacks/$source/$" params={{ source, _splat: stack }}>
            {stack}
          </Link>
          {closed_at === null && (
            <span>
              opened <Ago at={opened_at} />
            </span>
          )}
        </span>
      </PageHead>
      <div className={styles.page}>
        <div className={styles.main}>
          <div className={styles.first}>
            <AttentionNotes difference={difference} />
            {closed_at !== null && (
              <p className={styles.past}>
                It is closed since <Ago at={closed_at} />. This is how it was last seen.
              </p>
            )}
            <SidesView sides={difference.sides} />
            <CodeSnippet code={difference.sides.code} />
          </div>
          {job !== null && <FixPanel key={job} id={job} />}
          <Timeline events={difference.timeline} />
        </div>
        <aside className={styles.aside} aria-label="Decision and facts">
          <DecisionPanel difference={difference} onAsk={deciding.ask} />
          <Facts difference={difference} />
        </aside>
      </div>
      {deciding.asked !== null && <DecideDialog {...deciding.asked} onClose={deciding.close} />}
      {isHelp && <KeyHelp keys={KEYS} onClose={() => setHelp(false)} />}
    </>
  );
}
