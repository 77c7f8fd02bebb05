import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ChangeItem, Fleet } from '../../api/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { Age } from '../../parts/instant.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { count } from '../../text/count.ts';
import { SEVERITY_WORDS } from '../../text/words.ts';
import { waitsForPerson } from '../changes/change-groups.ts';
import styles from './overview.module.css';

interface NeedsYouProps {
  readonly fleet: Fleet;
  readonly changes: readonly ChangeItem[];
}

/** What waits for a person, the most urgent first. Where nothing waits, nothing stands. */
export function NeedsYou({ fleet, changes }: NeedsYouProps) {
  const rows = [...byChange(changes), ...bySeverity(fleet), ...byStanding(fleet)];
  if (rows.length === 0) return null;
  return (
    <section aria-label="What needs a person">
      <ul className={styles.needs}>
        {rows.map(({ key, content }) => (
          <li key={key}>{content}</li>
        ))}
      </ul>
    </section>
  );
}

interface Row {
  readonly key: string;
  readonly content: ReactNode;
}

const go = (
  <span className={styles.go}>
    <Icon name="chevron" size={14} />
  </span>
);

/** A change that is held has rolled something out already: it is the first. */
function byChange(changes: readonly ChangeItem[]): readonly Row[] {
  const waiting = changes.filter(waitsForPerson);
  const [first] = waiting;
  if (first === undefined) return [];
  const text = waiting.length === 1 ? 'change waits for a person' : 'changes wait for a person';
  const content = (
    <>
      <Icon name="changes" />
      <b>{waiting.length}</b>
      <span>{text}</span>
      {go}
    </>
  );
  return [
    {
      key: 'changes',
      content:
        waiting.length === 1 ? (
          <Link
            to="/changes/$source/$id"
            params={{ source: first.source, id: first.id }}
            className={styles.need}
          >
            {content}
          </Link>
        ) : (
          <Link to="/changes" className={styles.need}>
            {content}
          </Link>
        ),
    },
  ];
}

const bySeverity = ({ open }: Fleet): readonly Row[] =>
  open
    .filter(({ count: many }) => many > 0)
    .map(({ severity, count: many, oldest_opened_at }) => ({
      key: severity,
      content: (
        <Link to="/drift" search={{ severity: [severity] }} className={styles.need}>
          <SeverityMark severity={severity} />
          <b>{many.toLocaleString('en')}</b>
          <span>{SEVERITY_WORDS[severity].toLowerCase()} open</span>
          {oldest_opened_at !== null && (
            <small>
              oldest <Age since={oldest_opened_at} />
            </small>
          )}
          {go}
        </Link>
      ),
    }));

function byStanding(fleet: Fleet): readonly Row[] {
  const { awaiting_approval, approved, proposed, overdue, accepted_ending, stacks, stale } = fleet;
  const rows: readonly (Row & { readonly many: number })[] = [
    {
      key: 'unknown',
      many: stacks.unknown,
      content: (
        <Link to="/stacks" search={{ status: ['unknown'] }} className={styles.need} data-unknown>
          <i className={styles.hatch} aria-hidden="true" />
          <b>{stacks.unknown}</b>
          <span>{stacks.unknown === 1 ? 'stack' : 'stacks'} unknown</span>
          {stale > 0 && <small>{stale} stale</small>}
          {go}
        </Link>
      ),
    },
    {
      key: 'approval',
      many: awaiting_approval,
      content: (
        <Link to="/decisions" search={{ show: 'awaiting' }} className={styles.need}>
          <Icon name="people" />
          <b>{awaiting_approval}</b>
          <span>{awaiting_approval === 1 ? 'awaits approval' : 'await approval'}</span>
          {go}
        </Link>
      ),
    },
    {
      key: 'approved',
      many: approved,
      content: (
        <Link to="/drift" search={{ state: ['approved'] }} className={styles.need}>
          <Icon name="play" />
          <b>{approved}</b>
          <span>decided, not carried out</span>
          {go}
        </Link>
      ),
    },
    {
      key: 'proposed',
      many: proposed,
      content: (
        <Link to="/drift" search={{ state: ['proposed'] }} className={styles.need}>
          <Icon name="branch" />
          <b>{proposed}</b>
          <span>{proposed === 1 ? 'branch waits' : 'branches wait'} to be merged</span>
          {go}
        </Link>
      ),
    },
    {
      key: 'overdue',
      many: overdue,
      content: (
        <Link to="/drift" className={styles.need}>
          <Icon name="clock" />
          <b>{overdue}</b>
          <span>overdue: older than the objective</span>
          {go}
        </Link>
      ),
    },
    {
      key: 'ending',
      many: accepted_ending,
      content: (
        <Link to="/drift" search={{ state: ['accepted'] }} className={styles.need}>
          <Icon name="clock" />
          <b>{accepted_ending}</b>
          <span>{count(accepted_ending, 'acceptance').replace(/^\S+ /, '')} ending within 7 days</span>
          {go}
        </Link>
      ),
    },
  ];
  return rows.filter(({ many }) => many > 0);
}
