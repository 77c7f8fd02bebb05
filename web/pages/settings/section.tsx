import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type ComponentType, type ReactNode } from 'react';
import type { ListOf } from '../../api/types.ts';
import { Problem } from '../../parts/problem.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import styles from './settings.module.css';

interface SectionProps<Item> {
  readonly about: string;
  readonly query: UseQueryResult<ListOf<Item>>;
  readonly empty: ReactNode;
  /** The button and its dialog; null: who looks may not add. */
  readonly add: {
    readonly name: string;
    readonly Dialog: ComponentType<{ readonly onClose: () => void }>;
  } | null;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list of settings: what it is for, the button that adds to it, and the list. */
export function Section<Item>({ about, query, empty, add, children }: SectionProps<Item>) {
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = query;
  return (
    <div className={styles.section}>
      <div className={styles.about}>
        <p>{about}</p>
        {add !== null && <Button onClick={() => setAdding(true)}>{add.name}</Button>}
      </div>
      {error !== null && <Problem error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={3} height="4.5rem" />}
      {data !== undefined && (data.items.length === 0 ? empty : children(data.items))}
      {isAdding && add !== null && <add.Dialog onClose={() => setAdding(false)} />}
    </div>
  );
}
