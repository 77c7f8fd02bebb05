import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '../../api/types.ts';
import { ChangeStateMark, OutcomeMark } from '../../parts/change-state.tsx';
import { Ago } from '../../parts/instant.tsx';
import type { Column } from '../../parts/table/data-table.tsx';
import { personName } from '../../text/person.ts';

export const ENDED_COLUMNS: readonly Column<ChangeItem>[] = [
  {
    id: 'change',
    name: 'Change',
    by: ({ title }) => title,
    cell: ({ source, id, title }) => (
      <>
        <Link to="/changes/$source/$id" params={{ source, id }}>
          {title}
        </Link>
        <small>
          <code>{id}</code> {source}
        </small>
      </>
    ),
  },
  {
    id: 'end',
    name: 'Ended',
    by: ({ state }) => state,
    cell: ({ state, rollback }) => (
      <>
        <ChangeStateMark state={state} />
        {rollback !== null && (
          <small>{rollback.failed === null ? 'taken back' : 'its rollback failed'}</small>
        )}
      </>
    ),
  },
  {
    id: 'verdict',
    name: 'Verdict',
    by: ({ verdict }) => verdict?.outcome ?? '',
    cell: ({ verdict }) => (verdict === null ? '–' : <OutcomeMark outcome={verdict.outcome} />),
  },
  {
    id: 'owner',
    name: 'Owner',
    wideOnly: true,
    by: ({ owner }) => owner,
    cell: ({ owner, channel }) => (
      <>
        {personName(owner)}
        <small>{channel}</small>
      </>
    ),
  },
  {
    id: 'closed',
    name: 'When',
    wideOnly: true,
    by: ({ closed_at, updated_at }) => closed_at ?? updated_at,
    cell: ({ closed_at, updated_at }) => <Ago at={closed_at ?? updated_at} />,
  },
];
