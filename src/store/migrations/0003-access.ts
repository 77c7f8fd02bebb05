import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Who may use the server. No secret is kept that would let somebody in: of passwords, sessions, tokens and links only what
 * they hash to. `email_key` is the address as one text for all ways to write it.
 */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table kedge.person (
    id text collate "C" primary key,
    name text not null,
    email text not null,
    email_key text collate "C" not null unique,
    grants jsonb not null,
    provider_grants jsonb not null,
    active boolean not null,
    password text,
    issuer text,
    subject text,
    created_at timestamptz not null,
    last_sign_in_at timestamptz,
    unique (issuer, subject),
    check ((issuer is null) = (subject is null))
  )`,

  `create table kedge.session (
    id text collate "C" primary key,
    person text collate "C" not null references kedge.person,
    way text not null,
    digest text collate "C" not null unique,
    previous_digest text collate "C" unique,
    csrf text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    renewed_at timestamptz not null
  )`,
  `create index session_person on kedge.session (person)`,

  `create table kedge.api_token (
    id text collate "C" primary key,
    person text collate "C" not null references kedge.person,
    name text not null,
    digest text collate "C" not null unique,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz
  )`,
  `create index api_token_person on kedge.api_token (person)`,

  `create table kedge.sign_in_link (
    digest text collate "C" primary key,
    name text not null,
    email text not null,
    expires_at timestamptz not null
  )`,

  `create table kedge.provider_flow (
    digest text collate "C" primary key,
    state text not null,
    nonce text not null,
    verifier text not null,
    return_to text not null,
    expires_at timestamptz not null
  )`,

  `create table kedge.sign_in_tries (
    key text collate "C" primary key,
    count integer not null,
    since timestamptz not null
  )`,

  // status null: it is being carried out.
  `create table kedge.answered_request (
    person text collate "C" not null,
    key text collate "C" not null,
    digest text not null,
    at timestamptz not null,
    status integer,
    type text,
    body text,
    primary key (person, key)
  )`,
  `create index answered_request_at on kedge.answered_request (at)`,
];
