import { execFile } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { rememberReport } from '#workflows/remember-scan.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import { CANARIES, rotated } from '#test/canaries.ts';
import { reportOfCanaries } from '#test/report-of-canaries.ts';
import { hex } from '../store/fixtures.ts';
import { request } from '../queue/queue-fixture.ts';
import { dataServer, daysAgo, drift, NOW, type DataServer } from './data-server.ts';

const parts = await realParts();
const withoutPromtool = skipReason(parts, ['prometheus']);

interface Heard {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** Events of a stream until one is as wanted, or the stream ends. */
async function hear(
  on: DataServer,
  path: string,
  until: (heard: Heard) => boolean,
  { as = on.admin, after }: { readonly as?: string; readonly after?: string } = {},
): Promise<{ readonly heard: readonly Heard[]; readonly ended: boolean }> {
  const leave = new AbortController();
  const response = await on.server.ask(path, {
    as,
    signal: leave.signal,
    headers: after === undefined ? {} : { 'last-event-id': after },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard: Heard[] = [];
  let text = '';
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { heard, ended: true };
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const of = (name: string): string | null =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? null;
      const event = of('event');
      if (event === null) continue;
      const one = { event, id: of('id'), data: JSON.parse(of('data') ?? 'null') as unknown };
      heard.push(one);
      if (!until(one)) continue;
      leave.abort();
      await reader.cancel().catch(() => undefined);
      return { heard, ended: false };
    }
  }
}

onBothDatabases('what the server tells as it happens', (database) => {
  let on: DataServer;
  beforeEach(async () => {
    on = await dataServer(database());
    await on.found('shop', [drift(1), drift(2, { stack: 'envs/prod' })]);
  }, 300_000);
  afterEach(() => on.close(), 120_000);

  it('are the lines, progress and states of a job, and again from where a listener left', async () => {
    const { job } = await on.on.queue.submit(request({ source: 'shop', stack: 'net' }));
    const listening = hear(on, `/api/v1/jobs/${job}/events`, () => false);
    await on.on.work(async (_, running) => {
      running.log('first');
      running.progress({ phase: 'reading', done: 1, of: 2 });
      running.log('second');
      return { kind: 'done', result: { kind: 'verified' } };
    });
    const { heard, ended } = await listening;
    expect(ended).toBe(true);
    const lines = heard.filter(({ event }) => event === 'line');
    expect(lines.map(({ data }) => data)).toMatchObject([{ text: 'first' }, { text: 'second' }]);
    expect(heard.at(-1)).toMatchObject({ event: 'state', data: { state: 'done', outcome: 'verified' } });
    const again = await hear(on, `/api/v1/jobs/${job}/events`, () => false, { after: lines[0]?.id ?? '' });
    expect(again.heard.filter(({ event }) => event === 'line').map(({ data }) => data)).toMatchObject([
      { text: 'second' },
    ]);
    const web = await on.server.person('Wu', [{ team: 'web', role: 'viewer' }]);
    expect((await on.get(`/api/v1/jobs/${job}/events`, web.token)).status).toBe(404);
    expect((await on.get(`/api/v1/jobs/${job}`, web.token)).status).toBe(404);
    expect(await on.get('/api/v1/jobs', web.token)).toMatchObject({ body: { items: [] } });
    expect(await on.get('/api/v1/jobs')).toMatchObject({ body: { items: [{ id: job }], total: 1 } });
  }, 120_000);

  it('are changes of what a listener sees, from where it left, and nothing of other teams', async () => {
    const web = await on.server.person('Wu', [{ team: 'web', role: 'viewer' }]);
    const ofWeb = hear(on, '/api/v1/events', ({ event }) => event === 'drift', { as: web.token });
    const ofAll = hear(on, '/api/v1/events', ({ event }) => event === 'decision');
    const decide = (fingerprint: string) =>
      on.post('/api/v1/decisions', {
        differences: [{ source: 'shop', fingerprint }],
        kind: 'revert',
        reason: 'Nobody meant to open it.',
      });
    await expect.poll(async () => (await decide(hex(1))).status, { timeout: 60_000 }).toBe(200);
    // Until both listen: what came before they did is not theirs to hear.
    const repeat = setInterval(() => void decide(hex(2)).catch(() => undefined), 500);
    const [{ heard: web_ }, { heard: all }] = await Promise.all([ofWeb, ofAll]).finally(() =>
      clearInterval(repeat),
    );
    expect(web_.at(-1)?.data).toEqual({ kind: 'drift', source: 'shop', stack: 'envs/prod', id: null });
    expect(web_.filter(({ event }) => event !== 'ready')).toHaveLength(1);
    const ready = all.find(({ event }) => event === 'ready')?.id ?? '';
    const later = await hear(on, '/api/v1/events', ({ event }) => event === 'decision', { after: ready });
    expect(later.heard.find(({ event }) => event === 'decision')?.id).toBe(all.at(-1)?.id);
  }, 120_000);

  it('ends when the listener is not let in any more', async () => {
    const leaver = await on.server.person('Lee', [{ team: null, role: 'viewer' }]);
    const barred = Promise.withResolvers<void>();
    const bar = (): false => {
      database()
        .run(`update kedge.person set active = false where id = '${leaver.id}'`)
        .then(() => barred.resolve(), barred.reject);
      return false;
    };
    const { ended } = await hear(on, '/api/v1/events', bar, { as: leaver.token });
    await barred.promise;
    expect(ended).toBe(true);
    expect((await on.get('/api/v1/fleet', leaver.token)).status).toBe(401);
  }, 120_000);

  it(`are metrics that promtool finds nothing wrong with${because(withoutPromtool)}`, async (context) => {
    context.skip(withoutPromtool !== null);
    // From here on durations are told.
    await (await on.server.ask('/metrics')).text();
    const memory = await on.memory('shop');
    const report = await reportOfCanaries();
    for (const [i, stack] of report.stacks.entries()) {
      const own = { ...stack, id: 'net', duration_ms: 1500 * (i + 1) };
      await rememberReport({ id: `s${i}`, at: daysAgo(0.01 * i), report: own }, memory, DEFAULT_FLAPPING);
    }
    const response = await on.server.ask('/metrics');
    expect(response.status).toBe(200);
    const text = await response.text();
    const said = await new Promise<string>((resolve, reject) => {
      const tool = execFile('promtool', ['check', 'metrics'], (error, stdout, stderr) =>
        error === null || error.code === 3 ? resolve(stdout + stderr) : reject(error),
      );
      tool.stdin?.end(text);
    });
    expect(said).toBe('');
    for (const line of [
      'kedge_stacks{status="drifted"} 2',
      'kedge_stacks{status="never"} 1',
      'kedge_open_drift_by_age{severity="critical",age="older"} 0',
      'kedge_queue_jobs{state="waiting"} 0',
      'kedge_scan_duration_seconds_count{status="drifted",way="unknown"} 1',
      'kedge_scan_duration_seconds_count{status="unknown",way="unknown"} 1',
      'kedge_stack_last_good_scan_timestamp_seconds{source="shop",stack="net"} 0',
      'kedge_stack_series_left_out 0',
    ]) {
      expect(text).toContain(line);
    }
    const far = await on.server.ask('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect([200, 401]).toContain(far.status);
  });

  it('holds no secret: not in values, reasons, events or the log', async () => {
    const memory = await on.memory('shop');
    const report = await reportOfCanaries();
    for (const [i, stack] of report.stacks.entries()) {
      const own = { ...stack, id: i === 0 ? 'net' : 'envs/prod' };
      await rememberReport({ id: `s${i}`, at: NOW, report: own }, memory, DEFAULT_FLAPPING);
    }
    const tokens = CANARIES.filter(({ kind }) => kind === 'token').map(({ secret }) => secret);
    const listed = (await on.get('/api/v1/drift?drift=all&stack=net&limit=200')).body as {
      items: { fingerprint: string }[];
    };
    expect(listed.items.length).toBeGreaterThanOrEqual(CANARIES.length);
    const [first] = listed.items;
    await on.post('/api/v1/decisions', {
      differences: [{ source: 'shop', fingerprint: first?.fingerprint ?? '' }],
      kind: 'accept',
      until: '2026-06-01',
      reason: `Known, see the runbook: ${tokens.join(' ')}`,
    });
    const answers: string[] = [];
    const paths = [
      '/api/v1/drift?drift=all&limit=200',
      '/api/v1/drift/groups',
      '/api/v1/decisions',
      '/api/v1/audit',
      '/api/v1/stacks',
      '/api/v1/stacks/shop/net',
      '/api/v1/stacks/shop/envs%2Fprod/scans',
      '/api/v1/fleet',
      '/metrics',
      ...listed.items.map(({ fingerprint }) => `/api/v1/drift/shop/${fingerprint}`),
    ];
    for (const path of paths) {
      const response = await on.server.ask(path, { as: on.admin });
      expect([path, response.status]).toEqual([path, 200]);
      answers.push(await response.text());
    }
    const all = `${answers.join('\n')}\n${on.server.logged()}`;
    for (const { id, secret } of CANARIES) {
      expect(all.includes(secret), id).toBe(false);
      expect(all.includes(rotated(secret)), id).toBe(false);
    }
  }, 120_000);
});
