import type { ChangeEvent } from './change.ts';

/** `tell`: news. `ask`: a person has to decide. `page`: something failed, or nobody answered, and it cannot wait. */
export const CALL_KINDS = ['tell', 'ask', 'page'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

const PREFIX = 'called to ';

/**
 * That its people are called stands among the events of a change, in the transaction that gives the reason: whoever tells
 * them reads it there, and a kill in between makes nobody unheard.
 */
export const callEvent = (change: string, at: string, kind: CallKind, text: string): ChangeEvent => ({
  change,
  at,
  kind: `${PREFIX}${kind}`,
  actor: 'kedge',
  text,
});

/** null: the event calls nobody. */
export const callIn = ({ kind }: Pick<ChangeEvent, 'kind'>): CallKind | null =>
  CALL_KINDS.find((call) => kind === `${PREFIX}${call}`) ?? null;
