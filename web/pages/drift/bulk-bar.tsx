import { Button } from '@mantine/core';
import type { DecisionKind } from '../../api/types.ts';
import { KIND_WORDS, KINDS } from '../../text/words.ts';
import styles from './drift.module.css';

interface BulkBarProps {
  readonly count: number;
  readonly onAsk: (kind: DecisionKind) => void;
  readonly onClear: () => void;
}

export function BulkBar({ count, onAsk, onClear }: BulkBarProps) {
  return (
    <div className={styles.bulk} data-shown={count > 0} role="region" aria-label="Chosen differences">
      {count > 0 && (
        <>
          <b role="status">{count} chosen</b>
          {KINDS.map((kind) => (
            <Button key={kind} size="compact-sm" variant="default" onClick={() => onAsk(kind)}>
              {KIND_WORDS[kind].verb}&nbsp;<kbd>{KIND_WORDS[kind].key}</kbd>
            </Button>
          ))}
          <Button size="compact-sm" variant="subtle" onClick={onClear}>
            Clear
          </Button>
        </>
      )}
    </div>
  );
}
