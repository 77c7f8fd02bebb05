import { identityText } from '#domain/decision/identity.ts';
import { tokenIsValid, TOKEN_PREFIX, type ApiToken } from '#domain/fleet/api-token.ts';
import type { Caller } from '#domain/fleet/caller.ts';
import { grantsOf, type Person } from '#domain/fleet/person.ts';
import { sessionState, type Session } from '#domain/fleet/session.ts';
import type { CallerFinder, FoundSession } from '#ports/caller-finder.ts';
import type { AccessDependencies } from './access-dependencies.ts';

/** Instants of use are noted once in so long: not every request is worth a write. */
const NOTED_EACH_MS = 60_000;

/** Longer than any secret of ours: no need to hash what somebody sends by the megabyte. */
const LONGEST_SECRET = 200;

export function createCallerFinder(deps: AccessDependencies): CallerFinder {
  return {
    ofSession: async (secret) => (secret.length > LONGEST_SECRET ? null : ofSession(secret, deps)),
    ofToken: async (secret) =>
      secret.startsWith(TOKEN_PREFIX) && secret.length <= LONGEST_SECRET ? ofToken(secret, deps) : null,
    again: (caller) => (caller.way === 'session' ? sessionAgain(caller, deps) : tokenAgain(caller, deps)),
  };
}

async function ofSession(secret: string, deps: AccessDependencies): Promise<FoundSession | null> {
  const { access, secrets, clock, limits } = deps;
  const digest = secrets.digest(secret);
  const session = await access.sessionByDigest(digest);
  if (session === null) return null;
  const now = clock.now().toISOString();
  const state = sessionState(session, digest, now, limits);
  if (state === 'ended' || state === 'stolen') {
    await end(session, state, deps);
    return null;
  }
  const person = await access.findPerson(session.person);
  if (person === null || !person.active) return null;
  const found = { caller: callerOf(person, session), csrf: session.csrf };
  if (state === 'to be renewed') {
    const renewed = secrets.random();
    const won = await access.renewSession(session.id, digest, secrets.digest(renewed), now);
    return { ...found, renewed: won ? renewed : null };
  }
  if (isDue(session.seenAt, now)) await access.noteSessionSeen(session.id, now);
  return { ...found, renewed: null };
}

const callerOf = (person: Person, { id }: Session): Caller => ({
  person: person.id,
  name: person.name,
  email: person.email,
  grants: grantsOf(person),
  way: 'session',
  credential: id,
  scopes: null,
});

/** A secret that two have is worth nothing to both: whoever is the person signs in again. */
async function end(
  { id, person }: Session,
  state: 'ended' | 'stolen',
  { access, clock }: AccessDependencies,
): Promise<void> {
  await access.change(async (change) => {
    if (!(await change.endSession(id)) || state === 'ended') return;
    const whose = await change.findPerson(person);
    await change.appendAudit({
      at: clock.now().toISOString(),
      actor: whose === null ? person : identityText(whose),
      action: 'session.ended_in_doubt',
      subject: person,
      details: { session: id, why: 'a secret came that was renewed before' },
    });
  });
}

async function ofToken(
  secret: string,
  { access, secrets, clock }: AccessDependencies,
): Promise<Caller | null> {
  const token = await access.tokenByDigest(secrets.digest(secret));
  const now = clock.now().toISOString();
  if (token === null || !tokenIsValid(token, now)) return null;
  const person = await access.findPerson(token.person);
  if (person === null || !person.active) return null;
  if (token.lastUsedAt === null || isDue(token.lastUsedAt, now)) await access.noteTokenUsed(token.id, now);
  return ofTokenAndPerson(token, person);
}

/** Without a secret: it may have been renewed since, and an old one that comes late ends the session. */
async function sessionAgain(
  { credential }: Caller,
  { access, clock, limits }: AccessDependencies,
): Promise<Caller | null> {
  const session = await access.findSession(credential);
  if (session === null) return null;
  const state = sessionState(session, session.digest, clock.now().toISOString(), limits);
  if (state === 'ended' || state === 'stolen') return null;
  const person = await access.findPerson(session.person);
  return person === null || !person.active ? null : callerOf(person, session);
}

async function tokenAgain(
  { credential }: Caller,
  { access, clock }: AccessDependencies,
): Promise<Caller | null> {
  const token = await access.findToken(credential);
  if (token === null || !tokenIsValid(token, clock.now().toISOString())) return null;
  const person = await access.findPerson(token.person);
  return person === null || !person.active ? null : ofTokenAndPerson(token, person);
}

const ofTokenAndPerson = ({ id: credential, scopes }: ApiToken, person: Person): Caller => ({
  person: person.id,
  name: person.name,
  email: person.email,
  grants: grantsOf(person),
  way: 'token',
  credential,
  scopes,
});

const isDue = (noted: string, now: string): boolean => Date.parse(now) - Date.parse(noted) >= NOTED_EACH_MS;
