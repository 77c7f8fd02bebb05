import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useFix } from '../api/decide.ts';
import type { Decided, DriftItem, RefusedItem } from '../api/types.ts';
import { Address } from '../parts/address.tsx';
import { Problem } from '../parts/problem.tsx';
import { count } from '../text/count.ts';
import styles from './decide.module.css';

interface DecidedResultProps {
  readonly decided: Decided;
  /** What was asked about, as far as it is on the page: a refusal names it as the list does. */
  readonly items: readonly DriftItem[];
  readonly onClose: () => void;
}

export function DecidedResult({
  decided: { decided, refused, warnings, approval_reasons },
  items,
  onClose,
}: DecidedResultProps) {
  const fix = useFix();
  const navigate = useNavigate();
  const fixable = decided.filter(({ state }) => state === 'approved');
  const [first] = fixable;
  const waiting = decided.filter(({ state }) => state === 'awaiting_approval').length;
  const plan = (): void => {
    fix.mutate(fixable.slice(0, 200), {
      onSuccess: () => {
        onClose();
        if (first === undefined) return;
        const { source, fingerprint, stack } = first;
        void navigate({
          to: '/drift/$source/$fingerprint',
          params: { source, fingerprint },
          search: { stack },
        });
      },
    });
  };
  return (
    <div className={styles.form}>
      {waiting > 0 && (
        <p>
          {count(waiting, 'difference')} {waiting === 1 ? 'waits' : 'wait'} for the approval of somebody else.{' '}
          {approval_reasons.join(' ')}
        </p>
      )}
      {refused.length > 0 && (
        <ul className={styles.refused} aria-label="Refused">
          {refused.map((one) => (
            <li key={`${one.source}/${one.stack ?? ''}/${one.fingerprint}`}>
              <RefusedName refused={one} items={items} />
              <p>{one.why}</p>
            </li>
          ))}
        </ul>
      )}
      {warnings.map(({ fingerprint, why }) => (
        <p key={fingerprint + why} className={styles.impossible}>
          {why}
        </p>
      ))}
      {fix.error !== null && <Problem error={fix.error} />}
      <div className={styles.buttons}>
        {fixable.length > 0 && (
          <Button onClick={plan} loading={fix.isPending}>
            Carry it out: {fixable.length === 1 ? 'make the plan' : `plan ${fixable.length}`}
          </Button>
        )}
        <Button variant="default" onClick={onClose} data-autofocus>
          {fixable.length > 0 ? 'Later' : 'Close'}
        </Button>
      </div>
    </div>
  );
}

function RefusedName({
  refused: { source, stack, fingerprint },
  items,
}: {
  readonly refused: RefusedItem;
  readonly items: readonly DriftItem[];
}) {
  const item = items.find(
    (one) =>
      one.source === source && one.fingerprint === fingerprint && (stack === null || one.stack === stack),
  );
  if (item === undefined) return <code>{fingerprint.slice(0, 12)}</code>;
  return <Address address={item.address} path={item.path} />;
}
