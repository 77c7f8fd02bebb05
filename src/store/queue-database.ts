/** What the engine of the queue needs of an open database. It keeps its tables in a schema of its own. */
export type QueueDatabase =
  | {
      readonly kind: 'server';
      readonly url: string;
      /** Takes the password out of what a driver says. */
      readonly hide: (text: string) => string;
    }
  | { readonly kind: 'embedded'; readonly statements: EmbeddedStatements };

/** Statements on the one connection of an embedded database, each in turn with everything else on it. */
export interface EmbeddedStatements {
  /** With values one statement; without it may be several, which are one unit. */
  run(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>;
}

type Row = Readonly<Record<string, unknown>>;
