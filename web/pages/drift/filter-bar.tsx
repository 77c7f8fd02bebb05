import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { driftFacetsQuery } from '../../api/drift.ts';
import type { DriftState } from '../../api/types.ts';
import { Choice } from '../../parts/choice.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { CLASS_WORDS, SEVERITIES, SEVERITY_WORDS, STATE_WORDS, STATES } from '../../text/words.ts';
import { driftQueryOf, filtersIn, type DriftSearch } from './drift-search.ts';
import styles from './drift.module.css';

export function FilterBar({ search }: { readonly search: DriftSearch }) {
  const navigate = useNavigate({ from: '/drift' });
  const { data: facets } = useQuery(driftFacetsQuery(driftQueryOf(search)));
  const set = (change: Partial<DriftSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const count = (severity: string): number | undefined =>
    facets?.severity.find(({ value }) => value === severity)?.count;
  return (
    <div className={styles.filters} role="search" aria-label="Filter drift">
      <SearchField
        id="drift-search"
        label="Search addresses"
        value={search.q ?? ''}
        onChange={(q) => set({ q: q === '' ? undefined : q })}
      />
      <div className={styles.severities} role="group" aria-label="Severity">
        {SEVERITIES.map((severity) => {
          const isOn = search.severity?.includes(severity) ?? false;
          return (
            <button
              key={severity}
              type="button"
              aria-pressed={isOn}
              data-severity={severity}
              onClick={() => {
                const rest = SEVERITIES.filter((other) =>
                  other === severity ? !isOn : (search.severity?.includes(other) ?? false),
                );
                set({ severity: rest.length === 0 ? undefined : rest });
              }}
            >
              {SEVERITY_WORDS[severity]} {count(severity) !== undefined && <small>{count(severity)}</small>}
            </button>
          );
        })}
      </div>
      <Choice
        label="State"
        value={search.state?.length === 1 ? (search.state[0] ?? '') : ''}
        all="To be dealt with"
        options={STATES.map((state) => ({ value: state, label: STATE_WORDS[state] }))}
        onChange={(state) => set({ state: state === '' ? undefined : [state as DriftState] })}
      />
      <Choice
        label="Source"
        value={search.source ?? ''}
        all="All sources"
        options={named(facets?.source)}
        onChange={(source) => set({ source: source === '' ? undefined : source })}
      />
      <Choice
        label="Owner"
        value={search.owner ?? ''}
        all="All owners"
        options={named(facets?.owner)}
        onChange={(owner) => set({ owner: owner === '' ? undefined : owner })}
      />
      <Choice
        label="Counted"
        value={search.drift ?? ''}
        all="Drift"
        options={[
          { value: 'false', label: 'Reported apart' },
          { value: 'all', label: 'Both' },
        ]}
        onChange={(drift) => set({ drift: drift === 'false' || drift === 'all' ? drift : undefined })}
      />
      <Narrowed search={search} />
      {filtersIn(search) > 0 && (
        <Link to="/drift" search={{}} className={styles.clear}>
          Clear
        </Link>
      )}
    </div>
  );
}

const named = (values: readonly { readonly value: string | null; readonly count: number }[] | undefined) =>
  (values ?? []).flatMap(({ value, count: many }) =>
    value === null ? [] : [{ value, label: `${value} (${many})` }],
  );

/** What an address may say and the bar has no control for. */
function Narrowed({ search }: { readonly search: DriftSearch }) {
  const said = [
    ...(search.stack === undefined ? [] : [search.stack]),
    ...(search.cause === undefined ? [] : ['one group']),
    ...(search.class ?? []).map((kind) => CLASS_WORDS[kind].name.toLowerCase()),
  ];
  if (said.length === 0) return null;
  return <span className={styles.only}>only {said.join(', ')}</span>;
}
