import { z } from 'zod';

/**
 * Where a secret is, never the secret. Whoever may write a reference must not be able to send what else the server
 * knows to a place of his choice: so the names of variables begin with a mark that says that they may be used so, and
 * files lie in one folder.
 */
export const SecretReference = z
  .union([
    z.strictObject({
      env: z
        .string()
        .regex(/^KEDGE_SECRET_[A-Z0-9_]{1,100}$/, {
          error: 'must be the name of an environment variable that begins with KEDGE_SECRET_',
        })
        .describe('An environment variable of the server, such as KEDGE_SECRET_SLACK.'),
    }),
    z.strictObject({
      file: z
        .string()
        .min(1)
        .max(500)
        .regex(/^[^\0]*$/, { error: 'must be a path' })
        .describe('A file in the folder that KEDGE_SECRETS_DIR names, from that folder.'),
    }),
  ])
  .meta({ id: 'SecretReference' });
export type SecretReference = z.infer<typeof SecretReference>;

/** For sentences: it names the place alone. */
export const referenceText = (reference: SecretReference): string =>
  'env' in reference ? `the variable ${reference.env}` : `the file ${reference.file}`;
