import type { DecisionKind, DriftItem } from '../api/types.ts';
import { Address } from '../parts/address.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import styles from './decide.module.css';

interface DecisionSubjectsProps {
  readonly items: readonly DriftItem[];
  readonly kind: DecisionKind;
  readonly total: number;
}

const MOST_SHOWN = 5;

/** What is decided about. What will be refused is told before and not after. */
export function DecisionSubjects({ items, kind, total }: DecisionSubjectsProps) {
  const impossible = items.filter(({ kinds }) => !kinds.includes(kind));
  const more = total - Math.min(items.length, MOST_SHOWN);
  return (
    <>
      <ul className={styles.subjects}>
        {items.slice(0, MOST_SHOWN).map((item) => (
          <li
            key={`${item.source}/${item.stack}/${item.fingerprint}`}
            data-impossible={!item.kinds.includes(kind)}
          >
            <SeverityMark severity={item.severity} />
            <Address address={item.address} path={item.path} />
            <small>{item.stack}</small>
          </li>
        ))}
        {more > 0 && <li className={styles.more}>and {more.toLocaleString('en')} more</li>}
      </ul>
      {impossible.length > 0 && (
        <p className={styles.impossible}>
          {impossible.length === items.length ? 'This' : `${impossible.length} of them`} cannot be{' '}
          {PAST[kind]}; why not is told when you try.
        </p>
      )}
    </>
  );
}

const PAST: Readonly<Record<DecisionKind, string>> = {
  revert: 'reverted',
  adopt: 'adopted',
  accept: 'accepted',
  ignore: 'ignored',
};
