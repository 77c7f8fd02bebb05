import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { decisionQuery } from '../../api/decisions.ts';
import type { DecisionWhole } from '../../api/types.ts';
import { DecisionActions } from '../../decide/decision-actions.tsx';
import { Address } from '../../parts/address.tsx';
import { DriftStateMark } from '../../parts/drift-state.tsx';
import { FactList } from '../../parts/fact-list.tsx';
import { Ago } from '../../parts/instant.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { count, sentence } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import { KIND_WORDS } from '../../text/words.ts';
import { DecisionForce } from './decision-force.tsx';
import styles from './decisions.module.css';

export function DecisionPage() {
  const { source, id } = useParams({ from: '/shell/decisions/$source/$id' });
  const { data, error, refetch } = useQuery(decisionQuery(source, id));
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <PageSkeleton />;
  return <Whole decision={data} />;
}

function Whole({ decision }: { readonly decision: DecisionWhole }) {
  const { kind, differences, by, at, reason, meaning } = decision;
  return (
    <>
      <PageHead
        title={`${KIND_WORDS[kind].verb} ${count(differences, 'difference')}`}
        above={<Link to="/decisions">← Decisions</Link>}
      >
        <span className={styles.marks}>
          <DecisionForce decision={decision} />
          <span>
            decided by {personName(by)} <Ago at={at} />
          </span>
        </span>
      </PageHead>
      <div className={styles.page}>
        <div className={styles.main}>
          <blockquote className={styles.quote}>
            {reason}
            <footer>{sentence(meaning)}</footer>
          </blockquote>
          {decision.in_force && <DecisionActions decision={decision} />}
          <Panel title="About" note="as it was when it was decided; acting on anything else is refused">
            <ul className={styles.subjects}>
              {decision.subjects.map((subject) => (
                <li key={`${subject.stack}/${subject.fingerprint}`}>
                  <Subject decision={decision} subject={subject} />
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <aside className={styles.aside} aria-label="Facts">
          <Panel title="Facts">
            <FactList facts={factsOf(decision)} />
          </Panel>
        </aside>
      </div>
    </>
  );
}

interface SubjectProps {
  readonly decision: DecisionWhole;
  readonly subject: DecisionWhole['subjects'][number];
}

function Subject({ decision: { source }, subject }: SubjectProps) {
  const { fingerprint, stack, address, path, state, evidence, reality, intent } = subject;
  return (
    <>
      <Link to="/drift/$source/$fingerprint" params={{ source, fingerprint }} search={{ stack }}>
        <Address address={address} path={path} />
        {state !== null && <DriftStateMark state={state} />}
      </Link>
      <small>
        {stack}
        {evidence?.commit != null && (
          <>
            , commit <code>{evidence.commit.slice(0, 10)}</code>
          </>
        )}
        {evidence?.serial != null && `, state serial ${evidence.serial}`}, reality{' '}
        <code>{reality.slice(0, 8)}</code>, code <code>{intent.slice(0, 8)}</code>
      </small>
    </>
  );
}

const factsOf = (decision: DecisionWhole): readonly (readonly [string, ReactNode])[] => [
  ['id', <code key="id">{decision.id}</code>],
  ['source', decision.source],
  ['owner', decision.owner],
  ['channel', decision.channel ?? '–'],
  ...(decision.until === null ? [] : [['until', `${decision.until}, that day included`] as const]),
  ['destroying', decision.destroy_approved ? 'is part of it' : 'is not part of it'],
  [
    'approvals',
    decision.approvals_needed === 0
      ? 'none needed'
      : `${decision.approvals.length} of ${decision.approvals_needed}`,
  ],
  ...decision.approvals.map(
    ({ by, at, reason }) =>
      [
        'approved',
        <span key={by}>
          {personName(by)} <Ago at={at} />
          {reason !== null && `: ${reason}`}
        </span>,
      ] as const,
  ),
  ['record', decision.record === null ? 'not written yet' : <code key="record">{decision.record}</code>],
];
