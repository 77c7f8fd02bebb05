/** The conversation about a change as a file on a branch of its source. */
export interface ConversationBranches {
  /** Commits what `edit` makes of the file as it stands; nothing when that is the same. One after the other, over all processes. */
  write(place: ConversationPlace, edit: ConversationEdit): Promise<ConversationWritten>;
}

export interface ConversationPlace {
  readonly source: string;
  readonly change: string;
}

export interface ConversationEdit {
  /** First line of the commit message. */
  readonly title: string;
  /** @param text empty: there is no file yet */
  readonly edit: (text: string) => string;
}

export type ConversationWritten =
  /** `note`: what a person should know beside it. A clause. */
  | { readonly written: true; readonly note: string | null }
  /** `passing`: it may go through another time. A clause. */
  | { readonly problem: string; readonly passing: boolean };
