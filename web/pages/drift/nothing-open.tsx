import { Link } from '@tanstack/react-router';
import { Empty } from '../../parts/empty.tsx';
import { filtersIn, type DriftSearch } from './drift-search.ts';

/** Nothing to see is not nothing wrong: what could not be read is elsewhere, and said so. */
export function NothingOpen({ search }: { readonly search: DriftSearch }) {
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
  return (
    <Empty title="No open drift">
      Every difference that the last scans found is settled. Stacks that could not be read say so under{' '}
      <Link to="/stacks" search={{ status: ['unknown', 'never'] }}>
        Stacks
      </Link>
      . To see what is reported apart, such as code that nobody has applied, choose <q>reported apart</q>{' '}
      above.
    </Empty>
  );
}
