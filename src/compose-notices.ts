import { randomUUID } from 'node:crypto';
import { channelOpener } from '#adapters/channels/open-channel.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import { pageLinks } from '#domain/notice/page-links.ts';
import type { Area } from '#http/api.ts';
import { channelsArea } from '#http/routes/channels/channels-area.ts';
import { cronTimetable } from '#platform/cron-timetable.ts';
import { secretSource } from '#platform/secret-source.ts';
import type { Clock } from '#ports/clock.ts';
import type { ConversationBranches } from '#ports/conversation-branches.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { SourceSettings } from '#ports/source-settings.ts';
import type { WorkQueue } from '#ports/work-queue.ts';
import type { OpenDatabase } from '#store/project-memory.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import { askForDelivery, keepNotices, noticeTasks } from '#work/notice-tasks.ts';
import type { Task } from '#work/task.ts';
import type { NoticeSettings, SettingsOfNotices } from '#workflows/notice-stack.ts';
import type { ChangeNoticeSettings } from '#workflows/notice-change.ts';
import { noticingFleet } from '#workflows/noticing-fleet.ts';

export interface NoticeParts {
  readonly database: OpenDatabase;
  readonly fleet: Fleet;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the kedge.yaml of each source says. */
  readonly sources: SourceSettings;
  /** How people reach the server; null: messages have no link. */
  readonly publicUrl: string | null;
  readonly redactText: (text: string) => string;
  readonly conversations: ConversationBranches;
  readonly report: (line: string) => void;
}

export interface ComposedNotices {
  /** To be used by whatever changes memory: what happens there is told. */
  readonly fleet: Fleet;
  readonly area: Area;
  readonly tasks: readonly Task[];
  /** What messages about changes are made with. */
  readonly settings: ChangeNoticeSettings;
  /** Something waits to be sent. */
  readonly queued: () => void;
  /** Looks after digests, what grew stale and what is to be tried again. */
  keep(): { stop(): Promise<void> };
}

/** Who is told of what, over an open database and its queue. */
export function composeNotices(parts: NoticeParts): ComposedNotices {
  const { database, fleet, queue, clock, env, sources, publicUrl, redactText, conversations, report } = parts;
  const outbox = serverOutbox(database);
  const now = (): Date => clock.now();
  const settings: Omit<NoticeSettings, 'flapping'> = {
    now,
    newId: randomUUID,
    links: publicUrl === null ? null : pageLinks(publicUrl),
    redactText,
  };
  const settingsOf: SettingsOfNotices = async (source) => {
    const said = await sources.of(source);
    return { ...settings, flapping: 'problem' in said ? DEFAULT_FLAPPING : said.flapping };
  };
  const open = channelOpener({
    secrets: secretSource(env),
    now,
    slackApiUrl: env['KEDGE_SLACK_API_URL'] || null,
    conversations,
  });
  // What is missed here is found within seconds by whoever keeps notices.
  const queued = (): void => {
    askForDelivery(queue).catch((error: unknown) => {
      report(`notices wait a little longer: ${error instanceof Error ? error.message : String(error)}`);
    });
  };
  const told = noticingFleet(fleet, settingsOf, (source) => {
    queued();
    const change = { at: now().toISOString(), kind: 'notice', source, stack: null, subject: null } as const;
    fleet.announce([change]).catch(() => undefined);
  });
  return {
    fleet: told,
    area: channelsArea({ outbox, open, timetable: cronTimetable, clock, newId: randomUUID, queued }),
    settings,
    queued,
    tasks: noticeTasks({ outbox, open, now, chance: Math.random }),
    keep: () =>
      keepNotices(
        {
          outbox,
          queue,
          timetable: cronTimetable,
          settings,
          settingsOf,
          memoryOf: (source) => fleet.memoryOf(source),
        },
        report,
      ),
  };
}
