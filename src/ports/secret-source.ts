import type { SecretReference } from '#domain/secret/secret-reference.ts';

/** Reads a secret where a reference says, each time anew: a secret that was rotated counts from the next use. */
export type SecretSource = (
  reference: SecretReference,
  /** A private key has several lines; everything else has one, and more are a mistake. Default: line. */
  form?: 'line' | 'text',
) => Promise<{ readonly secret: string } | { readonly problem: string }>;
