import type { Severity } from '#domain/drift/severity.ts';
import { DEFAULT_FLAPPING, type FlapSettings } from '#domain/drift/life/flapping.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import { pageLinks } from '#domain/notice/page-links.ts';
import type { ChannelSettings } from '#domain/notice/channel-settings.ts';
import { channelOpener } from '#adapters/channels/open-channel.ts';
import { cronTimetable } from '#platform/cron-timetable.ts';
import type { Memory } from '#ports/memory.ts';
import type { Outbox } from '#ports/outbox.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import type { TestDatabase } from '#test/databases.ts';
import { STAND_IN_CHANNEL, STAND_IN_TOKEN } from '#test/slack-stand-in.ts';
import { deliverNotices } from '#workflows/deliver-notices.ts';
import { tendNotices } from '#workflows/tend-notices.ts';
import { withNotices } from '#workflows/with-notices.ts';
import { record, scan, stack, type RecordOver } from '../store/fixtures.ts';

export const START = Date.UTC(2026, 2, 2, 9);
const MINUTE_MS = 60_000;

/** A server's database with one source `shop` of two stacks, a clock that the test moves, and Slack's stand-in. */
export interface NoticeWorld {
  readonly outbox: Outbox;
  readonly memory: Memory;
  readonly now: () => Date;
  readonly pass: (minutes: number) => void;
  /** What a scan of a stack finds: every difference it has. */
  readonly finds: (stackName: string, ...records: readonly DriftRecord[]) => Promise<void>;
  /** The scan could not tell. */
  readonly unknown: (stackName: string, code: string) => Promise<void>;
  readonly deliver: () => Promise<number>;
  readonly tend: () => Promise<void>;
}

export interface WorldOver {
  readonly slackApiUrl?: string;
  readonly stackChannels?: Readonly<Record<string, string | null>>;
  readonly sourceChannel?: string;
  /** None is the default. */
  readonly noChannel?: boolean;
  readonly immediate?: Severity;
  readonly flapping?: FlapSettings;
  /** Answers in its threads count. */
  readonly hears?: boolean;
}

const { redactText } = createRedactor(new Uint8Array(32));

let ids = 0;
const newId = (): string => `id-${(ids += 1)}`;

export async function noticeWorld(database: TestDatabase, over: WorldOver = {}): Promise<NoticeWorld> {
  let ms = START;
  const now = (): Date => new Date(ms);
  const fleet = serverFleet(database.open);
  await fleet.addSource({
    kind: 'folder',
    name: 'shop',
    folder: '/srv/shop',
    subfolder: '',
    team: null,
    ...(over.sourceChannel === undefined ? {} : { channel: over.sourceChannel }),
  });
  await fleet.noteSync('shop', { at: now().toISOString(), commit: null, project: 'shop' });
  await fleet.keepStacks(
    'shop',
    ['net', 'web'].map((name) => ({
      stack: name,
      path: name,
      owner: `@${name}`,
      team: null,
      channel: over.stackChannels?.[name] ?? null,
      schedule: DEFAULT_SCHEDULE,
      account: null,
    })),
    now().toISOString(),
    () => null,
  );
  const outbox = serverOutbox(database.open);
  if (over.noChannel !== true) {
    const settings =
      over.hears === true ? { ...SLACK, signing_secret: { env: 'KEDGE_SECRET_SIGNING' } } : SLACK;
    await outbox.saveChannel(channel({ immediate: over.immediate ?? 'high', settings }));
  }
  const settings = { now, newId, links: pageLinks('https://kedge.example.com'), redactText };
  const settingsOf = async () => ({ ...settings, flapping: over.flapping ?? DEFAULT_FLAPPING });
  const plain = await fleet.memoryOf('shop');
  if (plain === null) throw new Error('The source has no memory.');
  const memory = withNotices(plain, settingsOf, () => undefined);
  const open = channelOpener({
    secrets: () => Promise.resolve({ secret: STAND_IN_TOKEN }),
    now,
    slackApiUrl: over.slackApiUrl ?? 'http://127.0.0.1:1/api/',
    conversations: null,
  });
  let scans = 0;
  const scanned = (
    name: string,
    status: 'drifted' | 'unknown',
    code: string | null,
    records: readonly DriftRecord[],
  ) =>
    memory.change(async (change) => {
      scans += 1;
      const taken = scan(`s${scans}`, { stack: name, at: now().toISOString(), status, unknown: code });
      await change.saveStack(stack(name, { lastScan: taken }));
      await change.addScan(taken);
      await change.saveDrift(records);
    });
  return {
    outbox,
    memory,
    now,
    pass: (minutes) => {
      ms += minutes * MINUTE_MS;
    },
    finds: (name, ...records) => scanned(name, 'drifted', null, records),
    unknown: (name, code) => scanned(name, 'unknown', code, []),
    deliver: async () => {
      const parts = { outbox, open, now, chance: () => 0.5, signal: new AbortController().signal };
      return (await deliverNotices(parts)).delivered;
    },
    tend: () =>
      tendNotices({
        outbox,
        memoryOf: (name) => fleet.memoryOf(name),
        timetable: cronTimetable,
        settings,
        settingsOf,
      }),
  };
}

const SLACK: ChannelSettings = {
  kind: 'slack',
  token: { env: 'KEDGE_SECRET_SLACK' },
  signing_secret: null,
  conversation: STAND_IN_CHANNEL,
};

export const channel = (over: Partial<Parameters<Outbox['saveChannel']>[0]> = {}) => ({
  id: 'ops',
  name: 'ops',
  settings: SLACK,
  immediate: 'high' as const,
  digest: { cron: '0 8 * * *', timeZone: 'UTC' },
  isDefault: true,
  createdAt: new Date(START).toISOString(),
  updatedAt: new Date(START).toISOString(),
  ...over,
});

/** The same change of a security group in another place. */
export const drift = (number: number, stackName: string, over: RecordOver = {}): DriftRecord =>
  record(number, {
    stack: stackName,
    ...over,
    difference: { address: `aws_security_group.web_${number}`, ...over.difference },
  });
