import { Link } from '@tanstack/react-router';
import type { DriftItem } from '../../api/types.ts';
import { Address } from '../../parts/address.tsx';
import { DriftStateMark } from '../../parts/drift-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Age } from '../../parts/instant.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { count } from '../../text/count.ts';
import { CLASS_WORDS } from '../../text/words.ts';
import { Change } from './change.tsx';
import styles from './drift.module.css';
import type { InboxRow } from './inbox-rows.ts';

interface InboxLineProps {
  readonly row: InboxRow;
  readonly isInGroup: boolean;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
  readonly onChoose: () => void;
  /** Keys are about this line from now on. */
  readonly onMeant: () => void;
}

export function InboxLine({ row, isInGroup, isOpen, isChosen, onOpen, onChoose, onMeant }: InboxLineProps) {
  const first = row.kind === 'one' ? row.item : row.items[0];
  if (first === undefined) return null;
  const name = `${first.address} ${first.path}`.trim();
  return (
    <li className={styles.line} data-chosen={isChosen} data-in-group={isInGroup}>
      <input
        type="checkbox"
        className={styles.check}
        checked={isChosen}
        onChange={onChoose}
        onFocus={onMeant}
        aria-label={row.kind === 'one' ? `Choose ${name}` : `Choose all like ${name}`}
      />
      {row.kind === 'one' ? (
        <One item={row.item} lineKey={row.key} onMeant={onMeant} />
      ) : (
        <Group first={first} row={row} isOpen={isOpen} onOpen={onOpen} onMeant={onMeant} />
      )}
    </li>
  );
}

interface OneProps {
  readonly item: DriftItem;
  readonly lineKey: string;
  readonly onMeant: () => void;
}

function One({ item, lineKey, onMeant }: OneProps) {
  const { source, fingerprint, stack } = item;
  return (
    <Link
      to="/drift/$source/$fingerprint"
      params={{ source, fingerprint }}
      search={{ stack }}
      className={styles.link}
      data-line={lineKey}
      onFocus={onMeant}
    >
      <SeverityMark severity={item.severity} />
      <span className={styles.what}>
        <Address address={item.address} path={item.path} />
        <Change change={item.change} />
      </span>
      <span className={styles.where}>
        {stack}
        <small>{source}</small>
      </span>
      <span className={styles.state}>
        {item.flapping && (
          <span className={styles.flap} title="It comes and goes">
            <Icon name="flap" /> <span className="unseen">flapping</span>
          </span>
        )}
        {item.class !== 'conflict' && (
          <small title={CLASS_WORDS[item.class].what}>{CLASS_WORDS[item.class].name}</small>
        )}
        {item.state !== 'open' && <DriftStateMark state={item.state} />}
      </span>
      <span className={styles.age}>
        <Age since={item.opened_at} />
      </span>
    </Link>
  );
}

interface GroupProps {
  readonly first: DriftItem;
  readonly row: Extract<InboxRow, { kind: 'group' }>;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onMeant: () => void;
}

function Group({ first, row, isOpen, onOpen, onMeant }: GroupProps) {
  const many = row.total ?? row.items.length;
  const stacks = new Set(row.items.map(({ source, stack }) => `${source}/${stack}`)).size;
  return (
    <button
      type="button"
      className={styles.link}
      aria-expanded={isOpen}
      data-line={row.key}
      onFocus={onMeant}
      onClick={onOpen}
    >
      <SeverityMark severity={first.severity} />
      <span className={styles.what}>
        <span className={styles.group}>
          <b>{count(many, 'difference')}</b> that look like one act: {first.resource_type}{' '}
          <code>{first.path}</code>
        </span>
        <Change change={first.change} />
      </span>
      <span className={styles.where}>
        {stacks === 1 ? first.stack : count(stacks, 'stack')}
        <small>{stacks === 1 ? first.source : ''}</small>
      </span>
      <span className={styles.state}>
        <span className={styles.fold} data-open={isOpen}>
          <Icon name="chevron" size={14} />
        </span>
      </span>
      <span className={styles.age}>
        <Age since={first.opened_at} />
      </span>
    </button>
  );
}
