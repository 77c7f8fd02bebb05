import { z } from 'zod';
import { DifferenceKey, RefusedItem } from './decisions.ts';
import { Fingerprint, SourceName, StackId } from './list.ts';

/** `POST /api/v1/fixes`: carries out what was decided: a plan to look at for a revert, a branch for an adoption. */
export const FixRequest = z.object({ differences: z.array(DifferenceKey).min(1).max(200) }).strict();
export type FixRequest = z.infer<typeof FixRequest>;

export const FixesAsked = z.object({
  jobs: z.array(
    z.object({
      job: z.string(),
      kind: z.enum(['revert', 'adopt']),
      source: SourceName,
      stack: StackId,
      fingerprints: z.array(Fingerprint),
    }),
  ),
  refused: z.array(RefusedItem),
});
export type FixesAsked = z.infer<typeof FixesAsked>;

/** What a plan would do, redacted: to be looked at before it is confirmed. */
export const FixPreview = z.object({
  source: SourceName,
  stack: StackId,
  fingerprints: z.array(Fingerprint),
  digest: z.string().describe('Of this preview; a confirmation names it.'),
  text: z.string().describe('The plan in words, line by line.'),
  adds: z.int().nonnegative(),
  changes: z.int().nonnegative(),
  destroys: z.int().nonnegative(),
  resources: z.array(
    z.object({
      address: z.string(),
      actions: z.array(z.string()),
      fingerprints: z.array(z.string()).describe('Those that are carried out by it.'),
      lines: z.array(z.string()).describe('From what is there to what the code says.'),
    }),
  ),
  targets: z.array(z.string()).nullable().describe('null: the whole stack was planned.'),
  absorbs: z.array(z.string()).describe('What the apply takes into the state besides; reality stays.'),
  warnings: z.array(z.string()),
  confirmed: z.boolean(),
  confirmed_by: z.string().nullable().describe('The job that applies it.'),
});
export type FixPreview = z.infer<typeof FixPreview>;

/** `POST /api/v1/fixes/:job/confirm`: applied only if the plan made then is the one that was shown. */
export const ConfirmRequest = z.object({ preview_digest: z.string().min(16).max(200) }).strict();
export type ConfirmRequest = z.infer<typeof ConfirmRequest>;
export const Confirmed = z.object({ job: z.string() });
export type Confirmed = z.infer<typeof Confirmed>;
