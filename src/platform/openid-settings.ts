import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROLES } from '#domain/fleet/role.ts';
import { SecretReference } from '#domain/secret/secret-reference.ts';

/** The variable that names the file. */
export const OPENID_FILE = 'KEDGE_OIDC_FILE';

const ClaimRule = z.strictObject({
  claim: z.string().min(1).describe('`groups`, or a way into objects: `resource_access.kedge.roles`.'),
  value: z
    .string()
    .min(1)
    .refine((value) => value.split('*').length <= 2, { error: 'may hold one `*`' }),
  team: z.string().min(1).nullable().describe('null: all teams; `*`: what `*` in the value stands for.'),
  role: z.enum(ROLES),
});

export const OpenIdFile = z.strictObject({
  name: z.string().min(1).max(60).default('single sign-on'),
  issuer: z.url({ protocol: /^https?$/ }),
  client_id: z.string().min(1),
  client_secret: SecretReference.nullable().default(null),
  client_auth: z.enum(['basic', 'post']).default('basic'),
  scopes: z.array(z.string().min(1)).default(['openid', 'email', 'profile', 'groups']),
  user_info: z.boolean().default(true),
  trust_email: z.boolean().default(false),
  grants: z.array(ClaimRule).default([]),
});
export type OpenIdFile = z.infer<typeof OpenIdFile>;

/** The identity provider of a server; null: none is named. `refused` is a sentence for a person. */
export async function readOpenIdFile(
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly file: OpenIdFile | null } | { readonly refused: string }> {
  const path = env[OPENID_FILE] ?? '';
  if (path === '') return { file: null };
  const refused = (why: string) => ({ refused: `Cannot use ${path}, which ${OPENID_FILE} names: ${why}` });
  try {
    const read = OpenIdFile.safeParse(parse(await readFile(path, 'utf8')));
    if (!read.success) return refused(z.prettifyError(read.error).replaceAll(/\s*\n\s*/g, ' '));
    const { issuer } = read.data;
    if (!issuer.startsWith('https:') && !/^http:\/\/(?:127\.|localhost|\[::1\])/.test(issuer)) {
      return refused(`the issuer ${issuer} is not reached by https, so anyone on the way could be it.`);
    }
    return { file: read.data };
  } catch (error) {
    return refused(`${error instanceof Error ? error.message : String(error)}.`);
  }
}
