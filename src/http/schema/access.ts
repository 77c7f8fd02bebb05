import { z } from 'zod';
import { LONGEST_TOKEN_DAYS } from '#domain/fleet/api-token.ts';
import { SCOPES } from '#domain/fleet/permission.ts';
import { ROLES } from '#domain/fleet/role.ts';
import { Instant, listOf, PageQuery } from './list.ts';

export const Grant = z
  .strictObject({
    team: z.string().min(1).max(100).nullable().describe('null: all teams, and what no team owns.'),
    role: z.enum(ROLES),
  })
  .meta({ id: 'Grant' });

/** `GET /api/v1/me` */
export const Me = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    grants: z.array(Grant).readonly(),
    way: z.enum(['session', 'token']),
    has_password: z.boolean(),
    csrf: z
      .string()
      .nullable()
      .describe('To be sent as X-Kedge-CSRF with every write; null: with a token none is needed.'),
    server: z.object({ version: z.string(), demo: z.boolean() }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

/** `GET /api/v1/sign-in`: what the page for it shows. */
export const SignInWays = z
  .object({
    password: z.boolean().describe('Somebody has a password here.'),
    provider: z.object({ name: z.string() }).nullable().describe('Go to /auth/oidc/start.'),
    problem: z.string().nullable().describe('A sentence about the try that came to nothing.'),
    demo: z.boolean(),
  })
  .meta({ id: 'SignInWays' });
export type SignInWays = z.infer<typeof SignInWays>;

export const SignInQuery = z.object({ problem: z.string().max(40).optional() });

const Email = z.string().min(3).max(150);
const Password = z.string().min(1).max(1000);

export const SignIn = z.strictObject({ email: Email, password: Password }).meta({ id: 'SignIn' });

export const PasswordChange = z
  .strictObject({ current: Password, next: Password })
  .meta({ id: 'PasswordChange' });

export const Person = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    grants: z.array(Grant).readonly(),
    provider_grants: z
      .array(Grant)
      .readonly()
      .describe('By what the identity provider said at the last sign-in.'),
    active: z.boolean(),
    has_password: z.boolean(),
    from_provider: z.boolean(),
    created_at: Instant,
    last_sign_in_at: Instant.nullable(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const PersonList = listOf(Person);
export type PersonList = z.infer<typeof PersonList>;
export const PersonQuery = PageQuery.extend({
  q: z.string().max(100).optional().describe('A part of name or address.'),
});

const Name = z.string().min(1).max(100);
const Grants = z.array(Grant).max(200);

export const PersonDraft = z
  .strictObject({
    name: Name,
    email: Email,
    grants: Grants.default([]),
    password: Password.nullable().default(null).describe('null: they sign in with the identity provider.'),
  })
  .meta({ id: 'PersonDraft' });
export type PersonDraft = z.input<typeof PersonDraft>;

export const PersonPatch = z
  .strictObject({
    name: Name,
    grants: Grants,
    active: z.boolean(),
    password: Password.nullable().describe('null: no password any more.'),
  })
  .partial()
  .meta({ id: 'PersonPatch' });
export type PersonPatch = z.input<typeof PersonPatch>;

export const Token = z
  .object({
    id: z.string(),
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)).readonly(),
    created_at: Instant,
    expires_at: Instant,
    last_used_at: Instant.nullable().describe('To the minute.'),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

export const TokenList = listOf(Token);
export type TokenList = z.infer<typeof TokenList>;
export const TokenQuery = PageQuery.extend({
  of: z.enum(['me', 'everybody']).default('me').describe('`everybody`: for an admin.'),
});

export const TokenDraft = z
  .strictObject({
    name: z.string().min(1).max(100),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    days: z.int().min(1).max(LONGEST_TOKEN_DAYS).default(90).describe('How long it is valid.'),
  })
  .meta({ id: 'TokenDraft' });
export type TokenDraft = z.input<typeof TokenDraft>;

export const MadeToken = z
  .object({ token: Token, secret: z.string().describe('Shown this once.') })
  .meta({ id: 'MadeToken' });
export type MadeToken = z.infer<typeof MadeToken>;
