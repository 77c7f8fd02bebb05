import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { auditStateQuery } from '../../api/audit.ts';
import type { AuditChain } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import styles from './audit.module.css';

/** Whether each chain is as it was written. What was not checked is not said to hold. */
export function ChainState({ chosen }: { readonly chosen: string | undefined }) {
  const { data, error, refetch } = useQuery(auditStateQuery);
  if (error !== null) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="4.4rem" />;
  return (
    <ul className={styles.chains}>
      {data.chains.map((chain) => (
        <li key={chain.source ?? ''}>
          <Link
            to="/audit"
            search={chain.source === null || chosen === chain.source ? {} : { source: chain.source }}
            className={styles.chain}
            data-holds={chain.holds}
            data-chosen={chosen === chain.source}
          >
            <b>{chain.source ?? 'The server itself'}</b>
            <span className={styles.holds}>{stateText(chain)}</span>
            <small>
              head <code>{chain.head.hash.slice(0, 12)}</code>, checked <Ago at={chain.checked_at} />
            </small>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const stateText = ({ holds, entries, verified, fault }: AuditChain): string =>
  holds && entries === 0
    ? 'Nothing is written in it yet'
    : holds
      ? `Holds: all ${entries} entries are as they were written`
      : `Broken after entry ${verified}${fault === null ? '' : `: ${fault.sentence}`}`;
