import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '../../api/types.ts';
import { Panel } from '../../parts/panel.tsx';
import { isLive } from '../../text/change-words.ts';
import { ChangeCards } from '../changes/change-cards.tsx';

const MOST_SHOWN = 4;

/** What is being changed right now. Where nothing is, nothing stands. */
export function LiveChanges({ changes }: { readonly changes: readonly ChangeItem[] }) {
  const live = changes.filter(({ state }) => isLive(state));
  if (live.length === 0) return null;
  const more = live.length - MOST_SHOWN;
  return (
    <Panel
      title="Live changes"
      note={<Link to="/changes">{more > 0 ? `All ${live.length}` : 'All changes'}</Link>}
    >
      <ChangeCards changes={live.slice(0, MOST_SHOWN)} />
    </Panel>
  );
}
