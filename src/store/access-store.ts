import { AsyncLocalStorage } from 'node:async_hooks';
import type { Access, AccessChange, AccessReading } from '#ports/access.ts';
import type { ServerAudit } from '#ports/server-audit.ts';
import {
  addPerson,
  findPerson,
  passwordOf,
  people,
  personByEmail,
  personBySubject,
  savePerson,
  setPassword,
} from './access-people.ts';
import {
  addSession,
  endSession,
  endSessions,
  noteSessionSeen,
  renewSession,
  findSession,
  sessionByDigest,
} from './access-sessions.ts';
import { addLink, countTries, forgetTries, keepFlow, takeFlow, takeLink } from './access-sign-in.ts';
import {
  addToken,
  findToken,
  noteTokenUsed,
  removeToken,
  removeTokens,
  tokenByDigest,
  tokens,
} from './access-tokens.ts';
import { appendAudit } from './audit-store.ts';
import { projectId, waitForTurn, type OpenDatabase } from './project-memory.ts';
import type { Database, Tables } from './tables.ts';
import type { Transaction } from 'kysely';

/**
 * The project under which the audit log of the server itself stands: people, tokens, sources, channels. No project of a
 * repository is called so: it would need a path or a name with brackets.
 */
export const SERVER_PROJECT = '(server)';

/** Who may use the server, and the audit log of what is done to the server itself. */
export async function openAccess({ db, explain }: OpenDatabase): Promise<Access & ServerAudit> {
  const project = await projectId(db, SERVER_PROJECT);
  const inChange = new AsyncLocalStorage<true>();
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (inChange.getStore() === true) {
      throw new Error('Inside a change of access, only what the change itself offers may be used.');
    }
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  const change = <T>(work: (change: AccessChange) => Promise<T>): Promise<T> =>
    asked(() =>
      db.transaction().execute(async (transaction) => {
        await waitForTurn(transaction, project);
        return inChange.run(true, () => work(changeOf(transaction, project)));
      }),
    );
  return {
    ...readingOf(db, asked),
    change,
    append: (facts) => change((access) => access.appendAudit(facts)),
    countTries: (keys, now) => asked(() => countTries(db, keys, now)),
    forgetTries: (keys) => asked(() => forgetTries(db, keys)),
    noteSessionSeen: (id, at) => asked(() => noteSessionSeen(db, id, at)),
    renewSession: (id, from, to, at) => asked(() => renewSession(db, id, from, to, at)),
    noteTokenUsed: (id, at) => asked(() => noteTokenUsed(db, id, at)),
    keepFlow: (flow) => asked(() => keepFlow(db, flow)),
    takeFlow: (digest) => asked(() => takeFlow(db, digest)),
    tidy: (now, sessionsBefore) => asked(() => tidy(db, now, sessionsBefore)),
  };
}

type Asked = <T>(work: () => Promise<T>) => Promise<T>;

const readingOf = (db: Database, asked: Asked): AccessReading => ({
  people: () => asked(() => people(db)),
  findPerson: (id) => asked(() => findPerson(db, id)),
  personByEmail: (email) => asked(() => personByEmail(db, email)),
  personBySubject: (subject) => asked(() => personBySubject(db, subject)),
  passwordOf: (person) => asked(() => passwordOf(db, person)),
  sessionByDigest: (digest) => asked(() => sessionByDigest(db, digest)),
  findSession: (id) => asked(() => findSession(db, id)),
  tokens: (person) => asked(() => tokens(db, person)),
  findToken: (id) => asked(() => findToken(db, id)),
  tokenByDigest: (digest) => asked(() => tokenByDigest(db, digest)),
});

const changeOf = (transaction: Transaction<Tables>, project: number): AccessChange => ({
  ...readingOf(transaction, (work) => work()),
  addPerson: (person) => addPerson(transaction, person),
  savePerson: (person) => savePerson(transaction, person),
  setPassword: (person, hash) => setPassword(transaction, person, hash),
  addSession: (session) => addSession(transaction, session),
  endSessions: (of) => endSessions(transaction, of),
  endSession: (id) => endSession(transaction, id),
  addToken: (token, digest) => addToken(transaction, token, digest),
  removeToken: (id) => removeToken(transaction, id),
  removeTokens: (person) => removeTokens(transaction, person),
  addLink: (link) => addLink(transaction, link),
  takeLink: (digest) => takeLink(transaction, digest),
  appendAudit: async (facts) => {
    await appendAudit(transaction, project, facts);
  },
});

async function tidy(db: Database, now: string, sessionsBefore: string): Promise<void> {
  const ended = new Date(now);
  const dayAgo = new Date(ended.getTime() - 86_400_000);
  await db.deleteFrom('kedge.sign_in_link').where('expires_at', '<=', ended).execute();
  await db.deleteFrom('kedge.provider_flow').where('expires_at', '<=', ended).execute();
  await db.deleteFrom('kedge.session').where('created_at', '<', new Date(sessionsBefore)).execute();
  await db.deleteFrom('kedge.sign_in_tries').where('since', '<', dayAgo).execute();
  await db.deleteFrom('kedge.answered_request').where('at', '<', dayAgo).execute();
}
