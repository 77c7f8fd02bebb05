import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import { createRecordsBook } from '#adapters/git/source/records-book.ts';
import { decisionRecord } from '#domain/decision/decision-record.ts';
import { factsForTest } from '#domain/decision/record-for-test.ts';
import type { GitSource } from '#domain/fleet/source.ts';
import { openPrivateCache } from '#platform/private-cache.ts';
import { secretSource } from '#platform/secret-source.ts';

// Syncs, checks out and writes one record after the other, until it is killed or done: the child of kill.test.ts.
const [data = '', source = '', ids = ''] = process.argv.slice(2);
const opened = await openPrivateCache(process.env);
if ('refused' in opened) throw new Error(opened.refused);
await opened.cache.sweep();
const settings = {
  data,
  cache: opened.cache,
  env: process.env,
  secrets: secretSource(process.env),
  log: () => undefined,
};
const of = JSON.parse(source) as GitSource;
const signal = AbortSignal.timeout(300_000);
const checkouts = createCheckouts(settings);
const book = createRecordsBook(settings, of, () => new Date());
for (const id of ids.split(',')) {
  const synced = await checkouts.sync(of, null, signal);
  if ('problem' in synced) throw new Error(synced.problem);
  const checkout = await checkouts.at(of, synced.commit, signal);
  if ('problem' in checkout) throw new Error(checkout.problem);
  const written = await book.write({ decision: id, ...decisionRecord(factsForTest({ id })) });
  if ('problem' in written) throw new Error(written.problem);
  await checkout.release();
  process.stdout.write(`${id}\n`);
}
