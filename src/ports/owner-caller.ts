import type { CallKind } from '#domain/change/call-event.ts';

/** Tells people about a change in its one channel. */
export interface OwnerCaller {
  /**
   * For whoever hears it at once, such as a terminal. That somebody is called is written down with the reason for it
   * (`callEvent`): a server tells its channels from there, so that no kill leaves anybody unheard or called twice.
   */
  call(call: OwnerCall): Promise<void>;
  /** Whether its messages would arrive; null: nothing is known of channels here. */
  channelCheck(channel: string): Promise<ChannelCheck | null>;
}

export interface OwnerCall {
  readonly key: string;
  readonly change: string;
  readonly owner: string;
  readonly channel: string;
  readonly kind: CallKind;
  /** Sentences. */
  readonly text: string;
  readonly answerBy: string | null;
}

export interface ChannelCheck {
  readonly outcome: 'passed' | 'failed';
  /** For a person. */
  readonly sentence: string;
}
