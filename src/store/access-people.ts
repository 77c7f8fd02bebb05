import { z } from 'zod';
import { folded } from '#domain/decision/identity.ts';
import type { Person, ProviderSubject } from '#domain/fleet/person.ts';
import { ROLES } from '#domain/fleet/role.ts';
import { Instant, readRow, storedInstant, storedInstantOrNull } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const Grants = z.array(z.object({ team: z.string().nullable(), role: z.enum(ROLES) })).readonly();

const PersonRow = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    grants: Grants,
    provider_grants: Grants,
    active: z.boolean(),
    has_password: z.boolean(),
    issuer: z.string().nullable(),
    subject: z.string().nullable(),
    created_at: Instant,
    last_sign_in_at: Instant.nullable(),
  })
  .transform(
    ({ provider_grants, has_password, issuer, subject, created_at, last_sign_in_at, ...row }): Person => ({
      ...row,
      providerGrants: provider_grants,
      hasPassword: has_password,
      subject: issuer === null || subject === null ? null : { issuer, subject },
      createdAt: created_at,
      lastSignInAt: last_sign_in_at,
    }),
  );

const personOf = (row: { readonly id: string } | undefined): Person | null =>
  row === undefined ? null : readRow(PersonRow, row, `the person ${row.id}`);

const everybody = (db: Database) =>
  db
    .selectFrom('kedge.person')
    .select([
      'id',
      'name',
      'email',
      'grants',
      'provider_grants',
      'active',
      'issuer',
      'subject',
      'created_at',
      'last_sign_in_at',
    ])
    .select((eb) => eb('password', 'is not', null).as('has_password'));

export async function people(db: Database): Promise<readonly Person[]> {
  const rows = await everybody(db).orderBy('email_key').execute();
  return rows.flatMap((row) => personOf(row) ?? []);
}

export const findPerson = async (db: Database, id: string): Promise<Person | null> =>
  personOf(await everybody(db).where('id', '=', id).executeTakeFirst());

export const personByEmail = async (db: Database, email: string): Promise<Person | null> =>
  personOf(await everybody(db).where('email_key', '=', folded(email)).executeTakeFirst());

export const personBySubject = async (
  db: Database,
  { issuer, subject }: ProviderSubject,
): Promise<Person | null> =>
  personOf(
    await everybody(db).where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst(),
  );

export async function passwordOf(db: Database, person: string): Promise<string | null> {
  const row = await db
    .selectFrom('kedge.person')
    .select('password')
    .where('id', '=', person)
    .executeTakeFirst();
  return row?.password ?? null;
}

export async function addPerson(db: Database, person: Person): Promise<void> {
  const { id, email, createdAt } = person;
  const born = { id, email, email_key: folded(email), created_at: storedInstant(createdAt) };
  await db
    .insertInto('kedge.person')
    .values({ ...born, ...columnsOf(person) })
    .execute();
}

export async function savePerson(db: Database, person: Person): Promise<void> {
  await db.updateTable('kedge.person').set(columnsOf(person)).where('id', '=', person.id).execute();
}

/** What may change. */
const columnsOf = ({ name, grants, providerGrants, active, subject, lastSignInAt }: Person) => ({
  name,
  grants: jsonText(grants),
  provider_grants: jsonText(providerGrants),
  active,
  issuer: subject?.issuer ?? null,
  subject: subject?.subject ?? null,
  last_sign_in_at: storedInstantOrNull(lastSignInAt),
});

export async function setPassword(db: Database, person: string, hash: string | null): Promise<void> {
  await db.updateTable('kedge.person').set({ password: hash }).where('id', '=', person).execute();
}
