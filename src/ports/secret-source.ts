import type { SecretReference } from '#domain/secret/secret-reference.ts';

/** Reads a secret where a reference says, each time anew: a secret that was rotated counts from the next use. */
export type SecretSource = (
  reference: SecretReference,
) => Promise<{ readonly secret: string } | { readonly problem: string }>;
