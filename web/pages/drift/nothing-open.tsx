import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fleetQuery } from '../../api/fleet.ts';
import { Empty } from '../../parts/empty.tsx';
import { count } from '../../text/count.ts';
import { filtersIn, type DriftSearch } from './drift-search.ts';

/** Nothing to see is not nothing wrong: what could not be read, or was not yet, is said first. */
export function NothingOpen({ search }: { readonly search: DriftSearch }) {
  const { data: fleet } = useQuery(fleetQuery);
  if (filtersIn(search) > 0) {
    return (
      <Empty title="Nothing fits these filters">
        <Link to="/drift" search={{}}>
          Clear them
        </Link>{' '}
        to see everything that is open.
      </Empty>
    );
  }
  if (fleet === undefined) return null;
  const { total, unknown, never } = fleet.stacks;
  const unread = unknown + never;
  if (total === 0 || unread > 0) {
    return (
      <Empty title={unread === total ? 'Nobody knows yet' : 'No open drift in what could be read'}>
        {total === 0 ? (
          <>
            There is no stack to read. <Link to="/settings/sources">Add a source</Link> first.
          </>
        ) : (
          <>
            <Link to="/stacks" search={{ status: ['unknown', 'never'] }}>
              {count(unread, 'stack')}
            </Link>{' '}
            of {total} could not be read, or {unread === 1 ? 'was' : 'were'} never scanned.
          </>
        )}
      </Empty>
    );
  }
  return (
    <Empty title="No open drift">
      All {count(total, 'stack')} were read, and every difference is settled. What is reported apart, such as
      code that nobody has applied, is under <q>Reported apart</q> above.
    </Empty>
  );
}
