import type { ChangeItem } from '../../api/types.ts';
import { ChangeCard } from './change-card.tsx';
import styles from './changes.module.css';

export const ChangeCards = ({ changes }: { readonly changes: readonly ChangeItem[] }) => (
  <ul className={styles.cards}>
    {changes.map((change) => (
      <li key={`${change.source}/${change.id}`}>
        <ChangeCard change={change} />
      </li>
    ))}
  </ul>
);
