import type { PGlite } from '@electric-sql/pglite';
import type { OneAtATime } from './one-at-a-time.ts';
import type { EmbeddedStatements } from './queue-database.ts';

export function embeddedStatements(pglite: PGlite, turns: OneAtATime): EmbeddedStatements {
  const run: EmbeddedStatements['run'] = (text, values = []) =>
    turns.run(async () => {
      try {
        if (values.length > 0) return (await pglite.query<Row>(text, [...values])).rows;
        const results = await pglite.exec(text);
        return results.flatMap(({ rows }) => rows as readonly Row[]);
      } catch (error) {
        // A unit that broke off leaves its transaction open, and everybody's next statement would fail in it.
        await pglite.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  return {
    run,
    listen: async (channel, hear) => {
      const stop = await turns.run(() => pglite.listen(channel, hear));
      return () => turns.run(() => stop());
    },
  };
}

type Row = Readonly<Record<string, unknown>>;
