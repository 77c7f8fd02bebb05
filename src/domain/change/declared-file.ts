import { z } from 'zod';

/** What is wrong with the text of a declaration. Lines and columns count from 1. */
export const DeclarationProblem = z.object({
  line: z.int().positive(),
  column: z.int().positive(),
  text: z.string(),
  /** The value that was seen; null: none to show. */
  seen: z.string().nullable(),
  hint: z.string().nullable(),
});
export type DeclarationProblem = z.infer<typeof DeclarationProblem>;

/** A file of a project that declares a change, as it was read at one commit. */
export const DeclaredFile = z.object({
  /** From the root of the project: `changes/checkout-42.yaml`. */
  path: z.string(),
  /** What its change is or would be called. */
  id: z.string(),
  /** null: it cannot be used, and `problems` says why. */
  declared: z
    .object({
      title: z.string(),
      owner: z.string(),
      channel: z.string(),
      stacks: z.array(z.string()),
      services: z.array(z.string()),
      /** Of the declaration; see `declarationDigest`. */
      digest: z.string(),
    })
    .nullable(),
  problems: z.array(DeclarationProblem),
});
export type DeclaredFile = z.infer<typeof DeclaredFile>;
