import { describe, expect, it } from 'vitest';
import { readDatabaseUrl } from './database-address.ts';

const PASSWORD = 'canary-Pg-Passw0rd';

describe('DATABASE_URL', () => {
  it.each([
    [`postgres://ana:${PASSWORD}@db.example:5433/kedge`, 'PostgreSQL database kedge at db.example:5433'],
    [`postgresql://ana@db.example/kedge?sslmode=require`, 'PostgreSQL database kedge at db.example'],
    [
      `postgres:///kedge?host=/run/postgresql&password=${PASSWORD}`,
      'PostgreSQL database kedge at /run/postgresql',
    ],
    ['postgres://%2Frun%2Fpostgresql/kedge', 'PostgreSQL database kedge at /run/postgresql'],
    ['postgres://db.example', 'PostgreSQL database of the user at db.example'],
  ])('%s is named without its password', (url, name) => {
    const read = readDatabaseUrl(url);
    expect(read).toMatchObject({ address: { url, name } });
    expect(name).not.toContain(PASSWORD);
  });

  it.each([
    PASSWORD,
    `mysql://ana:${PASSWORD}@db.example/kedge`,
    `postgres://ana:${PASSWORD}/x@db.example/kedge`,
    `postgres://ana:12/${PASSWORD}@db.example/kedge`,
    `postgres://ana:1?${PASSWORD}@db.example/kedge`,
    `postgres://ana:1#${PASSWORD}@db.example/kedge`,
  ])('%s is refused without a word of it', (url) => {
    const read = readDatabaseUrl(url);
    expect(read).toMatchObject({ refused: expect.stringMatching(/^Cannot use DATABASE_URL: /) as string });
    expect(JSON.stringify(read)).not.toContain(PASSWORD);
    expect(JSON.stringify(read)).not.toContain('db.example');
  });

  it('takes the password out of what others say, as it is written and as it is meant', () => {
    const read = readDatabaseUrl('postgres://ana:p%40ss%2Fword@db.example/kedge');
    const said = 'address' in read ? read.address.hide('p%40ss%2Fword and p@ss/word') : '';
    expect(said).toBe('*** and ***');
  });
});
