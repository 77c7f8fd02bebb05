import { pino } from 'pino';
import { composeAccess } from '#compose-access';
import { addPerson } from '#workflows/access/manage-people.ts';
import { addToken } from '#workflows/access/manage-tokens.ts';
import { startHttp } from '../../src/compose-http.ts';
import { openServer } from '../../src/compose-server.ts';
import { fillFleet } from './fill.ts';

/** `kedge serve` without its worker, over a fleet that is filled first; prints where it is and what lets somebody in. */
const [data = ''] = process.argv.slice(2);
const log = pino({ level: 'warn' }, pino.destination(2));
const opened = await openServer({ env: process.env, data, command: 'bench', log });
if ('refused' in opened) throw new Error(opened.refused);
const { parts } = opened;
const startMs = performance.now();
await fillFleet(parts.database.db, parts.fleet, new Date().toISOString());
const filled_s = (performance.now() - startMs) / 1000;
const access = await composeAccess(parts.database, parts.clock);
const grants = [{ team: null, role: 'viewer' }] as const;
const person = { name: 'Asker', email: 'asker@example.com', grants, password: null };
const added = await addPerson(person, 'Bench <bench@example.com>', access.dependencies);
if (!('person' in added)) throw new Error(JSON.stringify(added));
const { secret } = await addToken(
  { name: 'bench', scopes: ['read'], days: 1 },
  { ...person, person: added.person.id, way: 'session', credential: '', scopes: null },
  access.dependencies,
);
const started = await startHttp(parts, {
  host: '127.0.0.1',
  port: 0,
  version: '0.0.0',
  demo: false,
  page: () => Promise.resolve(null),
});
if ('refused' in started) throw new Error(started.refused);
const { http } = started;
process.stdout.write(`${JSON.stringify({ url: http.url, token: secret, filled_s })}\n`);
process.once('SIGTERM', () => {
  void http
    .stop()
    .then(() => parts.close())
    .then(() => process.exit(0));
});
