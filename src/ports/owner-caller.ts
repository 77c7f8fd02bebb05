/** Tells people about a change in its one channel. A call may be repeated after a kill: its key makes it the same one. */
export interface OwnerCaller {
  call(call: OwnerCall): Promise<void>;
}

export interface OwnerCall {
  readonly key: string;
  readonly change: string;
  readonly owner: string;
  readonly channel: string;
  /** `tell`: news. `ask`: a person has to decide, until `answerBy`. `page`: something failed that cannot wait. */
  readonly kind: 'tell' | 'ask' | 'page';
  /** Sentences. */
  readonly text: string;
  readonly answerBy: string | null;
}
