/** What is next after one turn. */
export type Next =
  | { readonly kind: 'again' }
  /** `why`: what it waits for, where that is not the next look. */
  | { readonly kind: 'at'; readonly atMs: number; readonly why?: string }
  /** Nothing happens until a person says something. */
  | { readonly kind: 'person'; readonly why: string }
  | { readonly kind: 'over' }
  /** Somebody else drives it now. */
  | { readonly kind: 'refused'; readonly why: string };
