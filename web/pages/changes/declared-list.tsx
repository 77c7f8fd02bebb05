import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOpenChange } from '../../api/changes.ts';
import type { DeclaredFile } from '../../api/types.ts';
import { JobDialog } from '../../job/job-dialog.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { count } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import styles from './changes.module.css';
import { ProblemList } from './problem-list.tsx';

interface Opening {
  readonly job: string;
  readonly source: string;
  readonly id: string;
}

/** Files that declare a change which is not open, or not as they say it now. */
export function DeclaredList({ files }: { readonly files: readonly DeclaredFile[] }) {
  // Held here: once it is open a file leaves the list, and what became of it must stay in sight.
  const [opening, setOpening] = useState<Opening | null>(null);
  return (
    <>
      {files.length > 0 && (
        <Panel title="Declared, not open" note={count(files.length, 'file')}>
          <ul className={styles.files}>
            {files.map((file) => (
              <li key={`${file.source}/${file.path}`}>
                <File file={file} onOpening={setOpening} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {opening !== null && (
        <JobDialog
          title={`Opening ${opening.id}`}
          id={opening.job}
          onClose={() => setOpening(null)}
          after={
            <Link to="/changes/$source/$id" params={{ source: opening.source, id: opening.id }}>
              To the change
            </Link>
          }
        />
      )}
    </>
  );
}

interface FileProps {
  readonly file: DeclaredFile;
  readonly onOpening: (opening: Opening) => void;
}

function File({ file, onOpening }: FileProps) {
  const { source, path, id, title, owner, commit, standing, problems, may_open } = file;
  const open = useOpenChange();
  return (
    <>
      <div className={styles.file}>
        <p>
          <b>{title ?? id}</b>
          <small>
            {source}: <code>{path}</code>
            {commit !== null && (
              <>
                {' '}
                at <code>{commit.slice(0, 10)}</code>
              </>
            )}
            {owner !== null && `, owned by ${personName(owner)}`}
          </small>
          {standing === 'differs' && (
            <small className={styles.differs}>
              It says something else than what is open. Opening it anew voids approvals.
            </small>
          )}
        </p>
        <Button
          size="compact-sm"
          variant="default"
          loading={open.isPending}
          disabled={!may_open.may || problems.length > 0}
          onClick={() => open.mutate(file, { onSuccess: ({ job }) => onOpening({ job, source, id }) })}
        >
          {standing === 'differs' ? 'Open anew' : 'Open'}
          <span className="unseen"> {id}</span>
        </Button>
      </div>
      {problems.length > 0 && <ProblemList problems={problems} of={path} />}
      {problems.length === 0 && may_open.why !== null && <p className={styles.whyNot}>{may_open.why}</p>}
      {open.error !== null && <Problem error={open.error} />}
    </>
  );
}
