import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { auditQuery } from '../../api/audit.ts';
import type { AuditEntry } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { personName } from '../../text/person.ts';
import styles from './audit.module.css';
import { ChainState } from './chain-state.tsx';

export function AuditPage() {
  const search = useSearch({ from: '/shell/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const list = useInfiniteQuery(auditQuery({ ...search }));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = search.q !== undefined || search.source !== undefined;
  return (
    <>
      <PageHead title="Audit">
        Every decision and every act, in a chain: each entry carries the digest of the one before it, so none
        can be changed or left out unseen.
      </PageHead>
      <ChainState chosen={search.source} />
      <div className={styles.filters} role="search" aria-label="Search the audit log">
        <SearchField
          id="audit-search"
          label="Search the audit log"
          value={search.q ?? ''}
          onChange={(q) =>
            void navigate({ search: (before) => ({ ...before, q: q === '' ? undefined : q }), replace: true })
          }
        />
        {isNarrowed && (
          <Link to="/audit" search={{}}>
            Clear
          </Link>
        )}
      </div>
      {list.error !== null && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={8} />}
      {entries.length > 0 && (
        <ul className={styles.entries}>
          {entries.map((entry) => (
            <li key={`${entry.source}${entry.number}`}>
              <Entry entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {list.data !== undefined && entries.length === 0 && (
        <Empty
          title={isNarrowed ? 'No entry fits' : 'Nothing happened yet'}
          {...(isNarrowed ? {} : { command: 'kedge audit verify' })}
        >
          {isNarrowed
            ? undefined
            : 'The first decision writes the first entry. The command line checks the same chain.'}
        </Empty>
      )}
      <More query={list} />
    </>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { number, at, actor, action, subject, source, details, hash, previous } = entry;
  return (
    <details className={styles.entry}>
      <summary>
        <span className={styles.number}>{number}</span>
        <code className={styles.action}>{action}</code>
        <span className={styles.subject}>{subject}</span>
        <span className={styles.actor}>{personName(actor)}</span>
        <span className={styles.at}>
          {source ?? 'server'} · <Ago at={at} />
        </span>
      </summary>
      <dl>
        {Object.entries(details).map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
        <div>
          <dt>before it</dt>
          <dd>
            <code>{previous}</code>
          </dd>
        </div>
        <div>
          <dt>its digest</dt>
          <dd>
            <code>{hash}</code>
          </dd>
        </div>
      </dl>
    </details>
  );
}
