import type { AuditFacts } from '#domain/audit/audit-entry.ts';
import type { ApiToken } from '#domain/fleet/api-token.ts';
import type { Person, ProviderSubject } from '#domain/fleet/person.ts';
import type { Session } from '#domain/fleet/session.ts';
import type { Tries, TriesOf } from '#domain/fleet/sign-in-tries.ts';

/** People, and what they hold: passwords, sessions, tokens. Of every secret only what it hashes to. */
export interface Access extends AccessReading {
  /** All or nothing, one after the other over all processes. */
  change<T>(work: (change: AccessChange) => Promise<T>): Promise<T>;

  /** Counts a try before it is made, so that many at once count as many. `keys` are digests. */
  countTries(keys: Readonly<Record<TriesOf, string>>, now: string): Promise<readonly Tries[]>;
  forgetTries(keys: readonly string[]): Promise<void>;

  noteSessionSeen(id: string, at: string): Promise<void>;
  /** False: somebody else has renewed it. */
  renewSession(id: string, from: string, to: string, at: string): Promise<boolean>;
  noteTokenUsed(id: string, at: string): Promise<void>;

  /** What a browser is sent to the identity provider with; it is taken back once. */
  keepFlow(flow: ProviderFlow): Promise<void>;
  takeFlow(digest: string): Promise<ProviderFlow | null>;

  /** Forgets what has ended. */
  tidy(now: string, sessionsBefore: string): Promise<void>;
}

export interface AccessReading {
  /** In the order of their names. */
  people(): Promise<readonly Person[]>;
  findPerson(id: string): Promise<Person | null>;
  /** Whatever way the address is written. */
  personByEmail(email: string): Promise<Person | null>;
  personBySubject(subject: ProviderSubject): Promise<Person | null>;
  /** The hash; null: none. */
  passwordOf(person: string): Promise<string | null>;
  /** By the present secret or the one before. */
  sessionByDigest(digest: string): Promise<Session | null>;
  findSession(id: string): Promise<Session | null>;
  /** Newest first; null: of everybody. */
  tokens(person: string | null): Promise<readonly ApiToken[]>;
  findToken(id: string): Promise<ApiToken | null>;
  tokenByDigest(digest: string): Promise<ApiToken | null>;
}

export interface AccessChange extends AccessReading {
  addPerson(person: Person): Promise<void>;
  savePerson(person: Person): Promise<void>;
  setPassword(person: string, hash: string | null): Promise<void>;
  addSession(session: Session): Promise<void>;
  /** How many ended. */
  endSessions(of: { readonly person: string; readonly except: string | null }): Promise<number>;
  endSession(id: string): Promise<boolean>;
  addToken(token: ApiToken, digest: string): Promise<void>;
  removeToken(id: string): Promise<boolean>;
  removeTokens(person: string): Promise<number>;
  addLink(link: SignInLink): Promise<void>;
  /** It is valid once. */
  takeLink(digest: string): Promise<SignInLink | null>;
  appendAudit(facts: AuditFacts): Promise<void>;
}

/** Signs in whoever opens it first, as this person and with every right. */
export interface SignInLink {
  readonly digest: string;
  readonly name: string;
  readonly email: string;
  readonly expiresAt: string;
}

export interface ProviderFlow {
  /** Of the secret that only the browser has. */
  readonly digest: string;
  readonly state: string;
  readonly nonce: string;
  /** PKCE. */
  readonly verifier: string;
  /** A path of the page. */
  readonly returnTo: string;
  readonly expiresAt: string;
}
