/** A write that a caller named with an idempotency key. */
export interface NamedRequest {
  /** The id of the person: another's key is another key. */
  readonly person: string;
  readonly key: string;
  /** Of method, path and body. */
  readonly digest: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly type: string | null;
  /** null: it held a secret and was not kept. */
  readonly body: string | null;
}

export type Claim =
  | { readonly state: 'first' }
  /** The same key came with something else. */
  | { readonly state: 'other' }
  | { readonly state: 'running' }
  | { readonly state: 'answered'; readonly answer: StoredAnswer };

/** What was answered to writes, so that one that is sent again is not carried out again. */
export interface AnsweredRequests {
  claim(request: NamedRequest): Promise<Claim>;
  keep(request: NamedRequest, answer: StoredAnswer): Promise<void>;
  /** It did not come to an answer that should be kept: the key is free again. */
  release(request: NamedRequest): Promise<void>;
}
