import { expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import { dumpSchema } from './schema-dump.ts';

onBothDatabases('the schema', (database) => {
  it('is the one that is committed', async () => {
    await expect(await dumpSchema(database())).toMatchFileSnapshot('../../src/store/schema.sql');
  });

  it('lets nobody change, remove or empty the audit log', async () => {
    const refused = 'The audit log only grows';
    await expect(database().run(`update kedge.audit_entry set actor = 'x'`)).rejects.toThrow(refused);
    await expect(database().run(`delete from kedge.audit_entry`)).rejects.toThrow(refused);
    await expect(database().run(`truncate kedge.audit_entry`)).rejects.toThrow(refused);
  });
});
