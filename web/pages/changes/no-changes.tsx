import { Link } from '@tanstack/react-router';
import { Empty } from '../../parts/empty.tsx';
import { SAMPLE_DECLARATION } from './sample-declaration.ts';

export const NoChanges = ({ isNarrowed }: { readonly isNarrowed: boolean }) =>
  isNarrowed ? (
    <Empty title="No change fits these filters" />
  ) : (
    <Empty title="No change is declared" command={SAMPLE_DECLARATION}>
      A change is a file in the folder <code>changes</code> of a source: one owner, one channel, something
      that stops it, how it is taken back, and what is watched for a day. Commit one to the branch that is
      read (<Link to="/settings/sources">Settings, Sources</Link>); it appears here, to be opened and checked.
      The command line asks for all of it: <code>kedge change open</code>. Every key is explained in{' '}
      <code>docs/changes.md</code>.
    </Empty>
  );
