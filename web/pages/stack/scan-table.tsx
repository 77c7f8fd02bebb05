import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Scan } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { StackStatusMark } from '../../parts/stack-status.tsx';
import { DataTable, type Column } from '../../parts/table/data-table.tsx';
import { durationText } from '../../text/age.ts';
import { sentence } from '../../text/count.ts';

const COLUMNS: readonly Column<Scan>[] = [
  { id: 'at', name: 'When', by: ({ at }) => at, cell: ({ at }) => <Ago at={at} /> },
  {
    id: 'status',
    name: 'Result',
    by: ({ status }) => status,
    cell: ({ status, unknown }) => (
      <>
        <StackStatusMark status={status} />
        {unknown !== null && <small>{sentence(unknown.text)}</small>}
      </>
    ),
  },
  {
    id: 'drift',
    name: 'Drift',
    align: 'end',
    by: ({ drift }) => drift,
    cell: ({ status, drift }) => (status === 'unknown' ? '–' : drift),
  },
  {
    id: 'suppressed',
    name: 'Taken out by rules',
    align: 'end',
    wideOnly: true,
    by: ({ suppressed }) => suppressed,
    cell: ({ suppressed }) => suppressed,
  },
  {
    id: 'read',
    name: 'Resources read',
    align: 'end',
    wideOnly: true,
    by: ({ resources_read }) => resources_read,
    cell: ({ resources_read }) => resources_read.toLocaleString('en'),
  },
  {
    id: 'took',
    name: 'Took',
    align: 'end',
    by: ({ duration_ms }) => duration_ms ?? 0,
    cell: ({ duration_ms, way }) => (
      <>
        {duration_ms === null ? '–' : durationText(duration_ms)}
        {way !== null && <small>{way}</small>}
      </>
    ),
  },
  {
    id: 'commit',
    name: 'Commit',
    wideOnly: true,
    cell: ({ commit, serial }) => (
      <>
        {commit === null ? '–' : <code>{commit.slice(0, 10)}</code>}
        {serial !== null && <small>serial {serial}</small>}
      </>
    ),
  },
];

const FEW = 12;

export function ScanTable({
  scans,
  isWhole,
}: {
  readonly scans: readonly Scan[];
  readonly isWhole: boolean;
}) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? scans : scans.slice(0, FEW);
  return (
    <>
      <DataTable
        label="Scans, newest first"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ id }) => id}
        isWhole={isWhole && shown.length === scans.length}
      />
      {shown.length < scans.length && (
        <Button variant="default" onClick={() => setAll(true)}>
          Show {scans.length - shown.length} more
        </Button>
      )}
    </>
  );
}
