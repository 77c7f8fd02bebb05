import type { PrivateCache } from '#platform/private-cache.ts';
import type { SecretSource } from '#ports/secret-source.ts';

export interface SourceSettings {
  /** The server's data folder. Absolute. */
  readonly data: string;
  readonly cache: PrivateCache;
  /** The environment that Kedge was started with; Git gets a fixed part of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets: SecretSource;
  /** One line per command, for --verbose. */
  readonly log: (line: string) => void;
}
