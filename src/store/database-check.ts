import type { HealthCheck } from '#ports/health-check.ts';
import { undoneMigrations } from './migrate.ts';
import type { OpenDatabase } from './project-memory.ts';

const PATIENCE_MS = 3000;

/** Whether the database answers now, and has every table that this Kedge writes to. */
export const databaseCheck = ({ db }: OpenDatabase): HealthCheck => ({
  name: 'database',
  look: async () => {
    const patience = Promise.withResolvers<string>();
    const timer = setTimeout(
      () => patience.resolve(`it does not answer within ${PATIENCE_MS / 1000} s`),
      PATIENCE_MS,
    );
    try {
      const asked = undoneMigrations(db).then((undone) =>
        undone.length === 0 ? null : `its tables are not those of this Kedge (${undone.join(', ')})`,
      );
      return await Promise.race([asked, patience.promise]);
    } catch {
      // What a driver says names hosts and users, and anyone may ask.
      return 'it cannot be reached';
    } finally {
      clearTimeout(timer);
    }
  },
});
