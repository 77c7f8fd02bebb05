import type { Resolution } from './resolution.ts';
import type { Known, Written } from './written.ts';

/** Leads from an expression to the place where its value is written. */
export interface Follow {
  readonly resolve: (written: Written) => Resolution;
  /** What it is worth, as far as that can be known without running anything. */
  readonly known: (written: Written) => Known;
}
