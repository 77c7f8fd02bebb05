import { compilePolicies, type DecisionPolicy } from '#domain/decision/decision-policy.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { Difference } from '#domain/drift/report.ts';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import { dataAreas } from '#http/routes/data-areas.ts';
import type { JsonObject } from '#domain/json.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import type { SettledSource } from '#ports/source-settings.ts';
import { serverChangeReads } from '#store/server-change-reads.ts';
import { serverFleetReads } from '#store/server-fleet-reads.ts';
import { serverFleet } from '#store/server-fleet.ts';
import type { TestDatabase } from '#test/databases.ts';
import { httpServerForTest, type TestServer } from '#test/http-server.ts';
import { createFleetView } from '#workflows/fleet/fleet-view.ts';
import { queueForTest, type QueueForTest } from '../queue/queue-fixture.ts';
import { difference, event, record, scan, stack } from '../store/fixtures.ts';

export const NOW = '2026-05-04T10:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;

/** How long before {@link NOW}. */
export const daysAgo = (days: number): string => new Date(Date.parse(NOW) - days * DAY_MS).toISOString();

/** A server with the sources `shop` (stacks `net` of the team core, `envs/prod` of web) and `lab` (`app` of nobody). */
export interface DataServer {
  readonly server: TestServer;
  readonly fleet: Fleet;
  readonly on: QueueForTest;
  readonly admin: string;
  /** What decisions have set off. */
  readonly told: { readonly source: string; readonly stacks: readonly string[] }[];
  /** What kedge.yaml of each source says. */
  readonly settings: Map<string, SettledSource | { readonly problem: string }>;
  memory(source: string): Promise<Memory>;
  /** Does what a worker does with a plan that was ordered: it is shown. */
  plan(job: string): Promise<void>;
  /** Puts differences into a source, each with the event of being found. */
  found(source: string, records: readonly DriftRecord[]): Promise<void>;
  get(path: string, as?: string): Promise<Answer>;
  post(path: string, json: unknown, as?: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Over = Partial<Omit<DriftRecord, 'difference'>> & { readonly difference?: Partial<Difference> };

export const drift = (number: number, over: Over = {}): DriftRecord =>
  record(number, {
    firstSeen: daysAgo(2),
    lastSeen: daysAgo(0.1),
    openedAt: daysAgo(2),
    toggles: [daysAgo(2)],
    ...over,
  });

export const settled = (policies: readonly DecisionPolicy[] = []): SettledSource => ({
  policies: compilePolicies(policies).policies,
  stacks: new Map([['net', { owner: '@core', channel: '#core' }]]),
  env: { stacks: new Map([['net', ['AWS_PROFILE']]]), others: [] },
  acceptAtMostMs: 365 * DAY_MS,
  flapping: DEFAULT_FLAPPING,
  objectives: { limits: { age_p95: DAY_MS }, windowMs: 30 * DAY_MS },
});

const ADMIN = [{ team: null, role: 'admin' }] as const;

export async function dataServer(database: TestDatabase): Promise<DataServer> {
  const clock = { now: () => new Date(NOW) };
  const fleet = serverFleet(database.open);
  const on = await queueForTest(database);
  const told: { source: string; stacks: readonly string[] }[] = [];
  const settings = new Map<string, SettledSource | { readonly problem: string }>([
    ['shop', settled()],
    ['lab', settled()],
  ]);
  const redactor = createRedactor(new Uint8Array(32).fill(7));
  const reads = serverFleetReads(database.open);
  let ids = 0;
  const server = await httpServerForTest({
    database,
    clock,
    areas: (callers) =>
      dataAreas({
        fleet,
        reads,
        changeFigures: (nowMs) => serverChangeReads(database.open).changeFigures(nowMs),
        view: createFleetView(reads, { now: () => new Date() }),
        queue: on.queue,
        callers,
        settings: {
          of: (name) => Promise.resolve(settings.get(name) ?? { problem: `There is no source ${name}.` }),
        },
        snippets: { at: () => Promise.resolve({ commit: 'c0ffee', firstLine: 3, lines: ['  ingress {'] }) },
        clock,
        newId: () => `id${(ids += 1)}`,
        redactText: (text) => redactor.redactText(text),
        decided: async (source, stacks) => {
          told.push({ source, stacks });
        },
      }),
  });
  await addSource(fleet, 'shop', [
    ['net', 'core'],
    ['envs/prod', 'web'],
  ]);
  await addSource(fleet, 'lab', [['app', null]]);
  const memory = async (source: string): Promise<Memory> => {
    const known = await fleet.memoryOf(source);
    if (known === null) throw new Error(`No memory of ${source}.`);
    return known;
  };
  const { token: admin } = await server.person('Root', ADMIN);
  const read = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return {
    server,
    fleet,
    on,
    admin,
    told,
    settings,
    memory,
    found: async (source, records) => {
      const of = await memory(source);
      await of.change(async (change) => {
        for (const name of new Set(records.map((each) => each.stack))) {
          const last = scan(`scan of ${name}`, { stack: name, at: daysAgo(0.1) });
          if (!(await change.hasScan(last.id))) await change.addScan(last);
          await change.saveStack(stack(name, { lastScan: last }));
        }
        await change.saveDrift(records);
        await change.addEvents(
          records.map((each) =>
            event(0, { fingerprint: each.fingerprint, stack: each.stack, at: each.openedAt }),
          ),
        );
      });
    },
    plan: async (job) => {
      const worker = await on.work(async ({ data }) => ({
        kind: 'done',
        result: {
          kind: 'planned',
          fingerprints: data['fingerprints'] ?? [],
          digest: 'f'.repeat(64),
          preview: {
            stack: 'net',
            changes: [{ address: 'aws_security_group.web', actions: ['update'], fingerprints: [] }],
            differences: [JSON.parse(JSON.stringify(difference())) as JsonObject],
            absorbs: [],
            targets: null,
          },
        },
      }));
      await on.ended(job);
      await worker.stop();
    },
    get: async (path, as = admin) => read(await server.ask(path, { as })),
    post: async (path, json, as = admin, headers = {}) =>
      read(await server.ask(path, { method: 'POST', as, json, headers })),
    close: async () => {
      await server.close();
      await on.close();
    },
  };
}

async function addSource(
  fleet: Fleet,
  name: string,
  stacks: readonly (readonly [stack: string, team: string | null])[],
): Promise<void> {
  await fleet.addSource({ kind: 'folder', name, subfolder: '', team: null, folder: `/srv/${name}` });
  await fleet.noteSync(name, { at: daysAgo(9), commit: null, project: name });
  await fleet.keepStacks(
    name,
    stacks.map(([of, team]) => ({
      stack: of,
      path: of,
      owner: team === null ? null : `@${team}`,
      team,
      channel: null,
      schedule: DEFAULT_SCHEDULE,
      account: null,
    })),
    daysAgo(9),
    () => daysAgo(-1),
  );
}
