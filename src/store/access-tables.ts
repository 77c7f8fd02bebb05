import type { ColumnType } from 'kysely';

/** As in `tables.ts`. */
type Instant = ColumnType<Date, string, string>;
type OptionalInstant = ColumnType<Date | null, string | null, string | null>;
type Json = ColumnType<unknown, string, string>;

export interface PersonTable {
  id: string;
  name: string;
  email: string;
  email_key: string;
  grants: Json;
  provider_grants: Json;
  active: boolean;
  password: string | null;
  issuer: string | null;
  subject: string | null;
  created_at: Instant;
  last_sign_in_at: OptionalInstant;
}

export interface SessionTable {
  id: string;
  person: string;
  way: string;
  digest: string;
  previous_digest: string | null;
  csrf: string;
  created_at: Instant;
  seen_at: Instant;
  renewed_at: Instant;
}

export interface ApiTokenTable {
  id: string;
  person: string;
  name: string;
  digest: string;
  scopes: string[];
  created_at: Instant;
  expires_at: Instant;
  last_used_at: OptionalInstant;
}

export interface SignInLinkTable {
  digest: string;
  name: string;
  email: string;
  expires_at: Instant;
}

export interface ProviderFlowTable {
  digest: string;
  state: string;
  nonce: string;
  verifier: string;
  return_to: string;
  expires_at: Instant;
}

export interface SignInTriesTable {
  key: string;
  count: number;
  since: Instant;
}
