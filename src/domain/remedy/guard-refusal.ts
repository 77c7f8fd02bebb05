import type { Json } from '../json.ts';

/** Why a plan is not applied, though somebody approved. */
export const GUARD_REFUSALS = [
  'no_evidence',
  'commit_moved',
  'code_dirty',
  'state_moved',
  'reality_moved',
  'intent_moved',
  'value_hidden',
  'not_planned',
  'incomplete',
  'touches_other',
  'destroys',
  'made_otherwise',
  'import',
  'forget',
] as const;
export type GuardRefusalCode = (typeof GUARD_REFUSALS)[number];

/** What a person does next about each. */
export const GUARD_NEXT: Readonly<Record<GuardRefusalCode, string>> = {
  no_evidence: 'Scan the stack, look at the difference again and decide anew.',
  commit_moved: 'Check out the commit that was approved, or scan and decide on the code as it is now.',
  code_dirty: 'Commit or take back the changes below the stack, scan and decide anew.',
  state_moved: 'Somebody applied in between: scan, look at the difference again and decide anew.',
  reality_moved: 'Scan, look at what is there now and decide anew.',
  intent_moved: 'The code asks for something else now: scan, look at it and decide anew.',
  value_hidden: 'Revert it by hand, with the whole value in sight.',
  not_planned: 'An apply changes nothing there. Write the value into the code, accept it or ignore it.',
  incomplete: 'Run it again; if it stays, make a plan by hand and fix what it says.',
  touches_other: 'Decide about what the plan touches besides, or apply it by hand first; then run it again.',
  destroys: 'If that is meant, decide anew and approve the destruction, too.',
  made_otherwise: 'Apply the code by hand, with the whole plan in sight; then scan again.',
  import: 'Apply the import by hand first; then run it again.',
  forget: 'Apply the removed block by hand first; then run it again.',
};

/** A value as it was approved and as it is now; redacted. */
export interface SeenValue {
  readonly what: string;
  readonly approved: Json;
  readonly now: Json;
}

export interface GuardRefusal {
  readonly code: GuardRefusalCode;
  /** Redacted. */
  readonly sentence: string;
  readonly next: string;
  readonly seen: readonly SeenValue[];
}

export const refusal = (
  code: GuardRefusalCode,
  sentence: string,
  seen: readonly SeenValue[] = [],
): GuardRefusal => ({ code, sentence, next: GUARD_NEXT[code], seen });
