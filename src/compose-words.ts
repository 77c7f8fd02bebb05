import { slackDirectory } from '#adapters/channels/slack/slack-directory.ts';
import type { ComposedNotices } from '#compose-notices';
import type { Area } from '#http/api.ts';
import { slackHookArea } from '#http/routes/hooks/slack-hook.ts';
import { secretSource } from '#platform/secret-source.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import { openAccess } from '#store/access-store.ts';
import { hookDeliveries } from '#store/hook-delivery-store.ts';
import type { OpenDatabase } from '#store/project-memory.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import type { Task } from '#work/task.ts';
import { keepWord, wordTasks } from '#work/word-tasks.ts';
import { sayToChange, type FleetWordDependencies } from '#workflows/fleet/say-for-fleet.ts';

export interface WordParts {
  readonly database: OpenDatabase;
  readonly fleet: Fleet;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly notices: Pick<ComposedNotices, 'settings' | 'queued'>;
  /** What a person says of a change, wherever it is said. */
  readonly words: FleetWordDependencies;
}

export interface ComposedWords {
  /** Takes what is said in threads. */
  readonly area: Area;
  /** Acts on it. */
  readonly tasks: readonly Task[];
}

/** Answers in the threads about changes: heard by the server, acted on by a worker. */
export async function composeWords(parts: WordParts): Promise<ComposedWords> {
  const { database, fleet, queue, clock, env, notices, words } = parts;
  const outbox = serverOutbox(database);
  const secrets = secretSource(env);
  return {
    area: slackHookArea({
      outbox,
      deliveries: hookDeliveries(database),
      secrets,
      clock,
      redactText: notices.settings.redactText,
      keep: (word) => keepWord(queue, word),
    }),
    tasks: wordTasks({
      memoryOf: (source) => fleet.memoryOf(source),
      outbox,
      people: await openAccess(database),
      directory: slackDirectory({ secrets, apiUrl: env['KEDGE_SLACK_API_URL'] || null }),
      say: sayToChange(words),
      settings: notices.settings,
      queued: notices.queued,
    }),
  };
}
