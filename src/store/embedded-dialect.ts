import type { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, type DatabaseConnection, type Driver } from 'kysely';
import type { OneAtATime } from './one-at-a-time.ts';

/**
 * Kysely's dialect for PGlite, with one user of the connection at a time. As it comes, all share the one connection
 * without waiting: what one asks while the transaction of another is open becomes part of that transaction, is rolled
 * back with it, and two transactions at once wait for each other for ever. A command asks one thing after the other; a
 * server does not.
 */
export class EmbeddedDialect extends PGliteDialect {
  readonly #turns: OneAtATime;

  constructor(pglite: PGlite, turns: OneAtATime) {
    super({ pglite });
    this.#turns = turns;
  }

  override createDriver(): Driver {
    return inTurns(super.createDriver(), this.#turns);
  }
}

function inTurns(driver: Driver, turns: OneAtATime): Driver {
  const held = new Map<DatabaseConnection, () => void>();
  return {
    init: (options) => driver.init(options),
    destroy: (options) => driver.destroy(options),
    acquireConnection: async (options) => {
      const release = await turns.take();
      try {
        const connection = await driver.acquireConnection(options);
        held.set(connection, release);
        return connection;
      } catch (error) {
        release();
        throw error;
      }
    },
    releaseConnection: async (connection, options) => {
      const release = held.get(connection);
      held.delete(connection);
      try {
        await driver.releaseConnection(connection, options);
      } finally {
        release?.();
      }
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
  };
}
