import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { mayAs, useMe } from '../../api/me.ts';
import { sourcesQuery, useSettingWrite } from '../../api/settings.ts';
import type { SourceItem } from '../../api/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { Problem } from '../../parts/problem.tsx';
import { RemoveButton } from './remove-button.tsx';
import { secretText } from './secret-fields.tsx';
import { Section } from './section.tsx';
import styles from './settings.module.css';
import { SourceDialog } from './source-dialog.tsx';

export function SourcesPage() {
  const isAdmin = mayAs(useMe(), 'admin');
  return (
    <Section
      about="Where stacks come from. Every root module below becomes a stack; schedules, owners and channels stand in its kedge.yaml."
      query={useQuery(sourcesQuery)}
      add={isAdmin ? { name: 'Add a source', Dialog: SourceDialog } : null}
      empty={
        <Empty title="No source yet" command="kedge init --print">
          Add a Git repository or a folder. Without a kedge.yaml every stack is scanned four times a day; the
          command writes one to settle owners, channels and schedules.
        </Empty>
      }
    >
      {(sources) => (
        <ul className={styles.cards}>
          {sources.map((source) => (
            <li key={source.name} className={styles.card}>
              <SourceCard source={source} isAdmin={isAdmin} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function SourceCard({ source, isAdmin }: { readonly source: SourceItem; readonly isAdmin: boolean }) {
  const sync = useSettingWrite('sources');
  const [isChanging, setChanging] = useState(false);
  const { name, synced } = source;
  return (
    <>
      <div className={styles.title}>
        <h2>{name}</h2>
        <Link to="/stacks" search={{ source: name }}>
          Its stacks
        </Link>
      </div>
      <code className={styles.place}>{placeText(source)}</code>
      <p className={styles.facts}>
        {factsOf(source).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      <p className={styles.facts}>
        {synced === null ? (
          'Never read yet'
        ) : (
          <span>
            read <Ago at={synced.at} />
            {synced.commit !== null && (
              <>
                {' '}
                at <code>{synced.commit.slice(0, 10)}</code>
              </>
            )}
          </span>
        )}
      </p>
      {synced?.problem != null && (
        <p className={styles.problem} role="alert">
          {synced.problem}
        </p>
      )}
      {sync.error !== null && <Problem error={sync.error} />}
      <div className={styles.acts}>
        <Button
          size="compact-sm"
          variant="default"
          loading={sync.isPending}
          onClick={() => sync.mutate({ method: 'POST', id: name, act: 'sync' })}
        >
          Read it now<span className="unseen"> ({name})</span>
        </Button>
        {isAdmin && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
              Change<span className="unseen"> {name}</span>
            </Button>
            <RemoveButton
              of="sources"
              id={name}
              name={name}
              effect="Its stacks are not scanned any more. What is remembered of them stays, and comes back with the source."
            />
          </>
        )}
      </div>
      {isChanging && <SourceDialog source={source} onClose={() => setChanging(false)} />}
    </>
  );
}

const placeText = ({ kind, url, branch, folder, subfolder }: SourceItem): string =>
  `${kind === 'git' ? `${url ?? ''} @ ${branch ?? ''}` : (folder ?? '')}${subfolder === '' ? '' : ` / ${subfolder}`}`;

const factsOf = ({ kind, team, channel, push, credential, hook_secret }: SourceItem): readonly string[] => [
  team === null ? 'no team' : `team ${team}`,
  ...(channel === null ? [] : [`notices to ${channel}`]),
  ...(kind === 'folder' ? ['a folder, scanned in place'] : []),
  ...(kind === 'git' ? [push === true ? 'Kedge may push branches' : 'read only'] : []),
  ...(credential == null ? [] : [`credential: ${secretText(credential.secret)}`]),
  ...(hook_secret == null ? [] : ['webhook: on']),
];
