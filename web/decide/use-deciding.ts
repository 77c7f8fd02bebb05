import { useState } from 'react';
import type { DecisionKind, DriftItem } from '../api/types.ts';
import { KINDS, KIND_WORDS } from '../text/words.ts';

export interface Asked {
  readonly kind: DecisionKind;
  readonly items: readonly DriftItem[];
  readonly wholeGroup: number | null;
}

interface Deciding {
  readonly asked: Asked | null;
  readonly ask: (kind: DecisionKind) => void;
  readonly close: () => void;
  /** r, a, c and i. */
  readonly keys: Readonly<Record<string, () => void>>;
}

/** Which decision is being asked for, about what the caller says is meant. */
export function useDeciding(meant: () => Omit<Asked, 'kind'> | null): Deciding {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = (kind: DecisionKind): void => {
    const about = meant();
    if (about !== null && about.items.length > 0) setAsked({ kind, ...about });
  };
  return {
    asked,
    ask,
    close: () => setAsked(null),
    keys: Object.fromEntries(KINDS.map((kind) => [KIND_WORDS[kind].key, () => ask(kind)])),
  };
}
