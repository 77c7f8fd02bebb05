import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onBothDatabases } from '#test/both-databases.ts';
import { Decided, DecisionWhole } from '#http/schema/decisions.ts';
import { DriftFacets, DriftGroups, DriftList, DriftWhole } from '#http/schema/drift.ts';
import { Fleet, FleetHistory } from '#http/schema/fleet.ts';
import { AuditList, AuditState } from '#http/schema/audit.ts';
import { Slo } from '#http/schema/slo.ts';
import { ScanList, StackList, StackWhole } from '#http/schema/stacks.ts';
import { hex } from '../store/fixtures.ts';
import { dataServer, daysAgo, drift, settled, type DataServer } from './data-server.ts';

const REASON = 'Nobody meant to open it.';

onBothDatabases('the fleet over HTTP', (database) => {
  let on: DataServer;
  beforeEach(async () => {
    on = await dataServer(database());
    await on.found('shop', [
      drift(1, { difference: { severity: 'critical', address: 'aws_security_group.web' } }),
      drift(2, { stack: 'envs/prod', difference: { severity: 'low', address: 'aws_security_group.api' } }),
      drift(3, {
        stack: 'envs/prod',
        difference: { class: 'absorbed', drift: false, address: 'aws_iam_role.ci' },
      }),
    ]);
    await on.found('lab', [drift(4, { stack: 'app', openedAt: daysAgo(0.5) })]);
  }, 300_000);
  afterEach(() => on.close(), 120_000);

  const viewer = async (team: string): Promise<string> =>
    (await on.server.person(`Viewer-${team}`, [{ team, role: 'viewer' }])).token;
  const ids = (answer: { readonly body: unknown }): readonly string[] =>
    DriftList.parse(answer.body).items.map(({ fingerprint }) => fingerprint);

  it('lists what waits for somebody, worst first, and narrows it', async () => {
    expect(ids(await on.get('/api/v1/drift'))).toEqual([hex(1), hex(4), hex(2)]);
    expect(ids(await on.get('/api/v1/drift?drift=all'))).toEqual([hex(1), hex(4), hex(2), hex(3)]);
    expect(ids(await on.get('/api/v1/drift?severity=low,high'))).toEqual([hex(4), hex(2)]);
    expect(ids(await on.get('/api/v1/drift?class=absorbed&drift=false'))).toEqual([hex(3)]);
    expect(ids(await on.get('/api/v1/drift?source=shop&stack=envs%2Fprod'))).toEqual([hex(2)]);
    expect(ids(await on.get('/api/v1/drift?owner=%40core'))).toEqual([hex(1)]);
    expect(ids(await on.get('/api/v1/drift?q=GROUP.A'))).toEqual([hex(2)]);
    expect(ids(await on.get('/api/v1/drift?state=verified'))).toEqual([]);
    const first = DriftList.parse((await on.get('/api/v1/drift?limit=2')).body);
    expect(first).toMatchObject({ total: 3, total_is: 'recent' });
    expect(ids(await on.get(`/api/v1/drift?limit=2&cursor=${first.next ?? ''}`))).toEqual([hex(2)]);
    const [item] = first.items;
    expect(item).toMatchObject({
      source: 'shop',
      stack: 'net',
      owner: '@core',
      kinds: ['revert', 'adopt', 'accept', 'ignore'],
      change: { before: '"10.0.0.0/8"', after: '"0.0.0.0/0"' },
    });
  });

  it('answers a wrong question with what is wrong about it', async () => {
    for (const path of [
      '/api/v1/drift?cursor=x',
      '/api/v1/drift?severity=dire',
      '/api/v1/drift?limit=0',
      '/api/v1/decisions?cursor=x',
      '/api/v1/audit?cursor=x',
      '/api/v1/jobs?cursor=x',
      '/api/v1/stacks/shop/net/scans?cursor=x',
      '/api/v1/drift/shop/not-hex',
    ]) {
      expect([path, (await on.get(path)).status]).toEqual([path, 400]);
    }
    for (const path of [
      '/api/v1/drift/shop/ffffffffffff',
      '/api/v1/drift/nowhere/000000000001',
      '/api/v1/stacks/shop/none',
      '/api/v1/decisions/shop/d-none',
      '/api/v1/jobs/none',
    ]) {
      expect([path, (await on.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('groups by cause, and counts what each choice of a filter would give', async () => {
    const groups = DriftGroups.parse((await on.get('/api/v1/drift/groups')).body);
    expect(groups.items).toMatchObject([
      { differences: 3, resources: 3, stacks: 3, first: { fingerprint: hex(1) } },
    ]);
    expect(groups.items[0]?.text).toBe(
      '3 resources in 3 stacks: aws_security_group ingress[].cidr_blocks[] changed the same way',
    );
    expect(DriftGroups.parse((await on.get('/api/v1/drift/groups?state=verified')).body).items).toEqual([]);
    const cause = groups.items[0]?.cause ?? '';
    expect(ids(await on.get(`/api/v1/drift?cause=${cause}`))).toEqual([hex(1), hex(4), hex(2)]);
    const facets = DriftFacets.parse((await on.get('/api/v1/drift/facets?severity=critical')).body);
    expect(facets.severity.map(({ count }) => count)).toEqual([1, 1, 0, 1]);
    expect(facets.source).toEqual([{ value: 'shop', count: 1 }]);
    expect(facets.owner).toEqual([{ value: '@core', count: 1 }]);
  });

  it('tells one difference whole, without the code where a side is secret', async () => {
    await on.found('shop', [
      drift(9, { difference: { reality: { kind: 'secret', digest: 'abc' }, address: 'aws_db_instance.a' } }),
    ]);
    const whole = DriftWhole.parse((await on.get(`/api/v1/drift/shop/${hex(1)}`)).body);
    expect(whole).toMatchObject({
      sides: {
        code: { text: '"10.0.0.0/8"', snippet: { first_line: 3, lines: ['  ingress {'] } },
        reality: { text: '"0.0.0.0/0"' },
      },
      timeline: [{ kind: 'found', actor: null }],
      decided: null,
      attention: [{ kind: 'too_old' }],
      group: { differences: 2, stacks: 2 },
      shown_change: { kind: 'pair' },
    });
    const secret = DriftWhole.parse((await on.get(`/api/v1/drift/shop/${hex(9)}`)).body);
    expect(secret.sides.code.snippet).toBeNull();
    expect(secret.sides.reality).toEqual({ side: { kind: 'secret', digest: 'abc' }, text: '(sensitive)' });
  });

  it('shows the fleet at a glance, its days and its figures', async () => {
    const fleet = Fleet.parse((await on.get('/api/v1/fleet')).body);
    expect(fleet).toMatchObject({
      stacks: { total: 3, drifted: 3, in_sync: 0, unknown: 0, never: 0 },
      undecided: 3,
      overdue: 2,
      changed_since_yesterday: { opened: 1, newly_unknown: 0 },
      queue: { waiting: 0, running: 0 },
    });
    expect(fleet.open.map(({ count }) => count)).toEqual([1, 1, 0, 1]);
    const history = FleetHistory.parse((await on.get('/api/v1/fleet/history?days=3')).body);
    expect(history.days.map(({ day, opened }) => [day, opened])).toEqual([
      ['2026-05-02', 2],
      ['2026-05-03', 1],
      ['2026-05-04', 0],
    ]);
    expect(history.days.at(-1)?.open).toEqual({ critical: 1, high: 1, medium: 0, low: 1 });
    const slo = Slo.parse((await on.get('/api/v1/slo')).body);
    expect(slo.fleet.verdict).toBe('missed');
    expect(slo.sources.map(({ source }) => source)).toEqual(['lab', 'shop']);
  });

  it('lists stacks worst first, one of them with its scans, and scans it once however often asked', async () => {
    const stacks = StackList.parse((await on.get('/api/v1/stacks')).body);
    expect(stacks.items.map(({ source, stack }) => `${source}/${stack}`)).toEqual([
      'shop/net',
      'lab/app',
      'shop/envs/prod',
    ]);
    expect(StackList.parse((await on.get('/api/v1/stacks?q=PROD')).body).total).toBe(1);
    expect(StackList.parse((await on.get('/api/v1/stacks?status=in_sync')).body).total).toBe(0);
    const one = StackWhole.parse((await on.get('/api/v1/stacks/shop/net')).body);
    expect(one).toMatchObject({ status: 'drifted', settings: { env: ['AWS_PROFILE'] }, scanning: false });
    const scans = ScanList.parse((await on.get('/api/v1/stacks/shop/envs%2Fprod/scans')).body);
    expect(scans.items).toMatchObject([
      { status: 'drifted', duration_ms: 1500, way: 'bare', commit: 'c0ffee' },
    ]);
    const asked = await on.post('/api/v1/stacks/shop/net/scan', {});
    expect(asked).toMatchObject({ status: 202, body: { already: false } });
    const again = await on.post('/api/v1/stacks/shop/net/scan', {});
    expect(again.body).toEqual({ ...(asked.body as object), already: true });
    expect(StackWhole.parse((await on.get('/api/v1/stacks/shop/net')).body).scanning).toBe(true);
  });

  it('shows a team its own stacks and nothing of others, in every answer', async () => {
    const web = await viewer('web');
    expect(ids(await on.get('/api/v1/drift?drift=all', web))).toEqual([hex(2), hex(3)]);
    expect(ids(await on.get('/api/v1/drift?source=shop&stack=net', web))).toEqual([]);
    expect(ids(await on.get('/api/v1/drift?owner=%40core', web))).toEqual([]);
    expect((await on.get(`/api/v1/drift/shop/${hex(1)}`, web)).status).toBe(404);
    expect((await on.get('/api/v1/stacks/shop/net', web)).status).toBe(404);
    expect((await on.get('/api/v1/stacks/shop/net/scans', web)).status).toBe(404);
    expect((await on.post('/api/v1/stacks/shop/net/scan', {}, web)).status).toBe(403);
    expect(DriftGroups.parse((await on.get('/api/v1/drift/groups', web)).body).items).toEqual([]);
    const fleet = Fleet.parse((await on.get('/api/v1/fleet', web)).body);
    expect(fleet).toMatchObject({ stacks: { total: 1 }, undecided: 1 });
    expect(StackList.parse((await on.get('/api/v1/stacks', web)).body).total).toBe(1);
    const facets = DriftFacets.parse((await on.get('/api/v1/drift/facets', web)).body);
    expect(facets.owner).toEqual([{ value: '@web', count: 1 }]);
    expect((await on.get('/api/v1/audit', web)).status).toBe(403);
    const decide = { differences: [{ source: 'shop', fingerprint: hex(1) }], kind: 'revert', reason: REASON };
    expect((await on.post('/api/v1/decisions', decide, web)).status).toBe(403);
    const responder = await on.server.person('Rita', [{ team: 'web', role: 'responder' }]);
    const refused = await on.post('/api/v1/decisions', decide, responder.token);
    expect(Decided.parse(refused.body)).toMatchObject({ decisions: [], refused: [{ fingerprint: hex(1) }] });
    expect(ids(await on.get('/api/v1/drift'))).toContain(hex(1));
  });

  describe('decisions', () => {
    const ask = (over: object = {}) => ({
      differences: [{ source: 'shop', fingerprint: hex(1) }],
      kind: 'revert',
      reason: REASON,
      ...over,
    });

    it('are those of the command line: with their rules, their audit entry and who is signed in', async () => {
      const made = await on.post('/api/v1/decisions', ask());
      expect(made.status).toBe(200);
      const decided = Decided.parse(made.body);
      expect(decided).toMatchObject({
        decisions: [{ kind: 'revert', by: 'Root <root@example.com>', owner: '@core', channel: '#core' }],
        decided: [{ fingerprint: hex(1), state: 'approved' }],
        refused: [],
      });
      expect(on.told).toEqual([{ source: 'shop', stacks: ['net'] }]);
      expect(ids(await on.get('/api/v1/drift?state=approved'))).toEqual([hex(1)]);
      const entries = AuditList.parse((await on.get('/api/v1/audit?source=shop')).body);
      expect(entries.items).toMatchObject([{ action: 'decision.made', actor: 'Root <root@example.com>' }]);
      expect(AuditState.parse((await on.get('/api/v1/audit/state')).body).chains).toMatchObject([
        { source: 'lab', entries: 0, holds: true },
        { source: 'shop', entries: 1, verified: 1, holds: true },
        { source: null, holds: true },
      ]);
    });

    it('say what one difference is refused for, and decide about the others', async () => {
      const made = await on.post(
        '/api/v1/decisions',
        ask({
          differences: [
            { source: 'shop', fingerprint: hex(1) },
            { source: 'shop', fingerprint: hex(3) },
            { source: 'lab', fingerprint: hex(4) },
            { source: 'lab', fingerprint: hex(77) },
            { source: 'nowhere', fingerprint: hex(1) },
          ],
        }),
      );
      const decided = Decided.parse(made.body);
      expect(decided.decisions.map(({ source }) => source).toSorted()).toEqual(['lab', 'shop']);
      expect(decided.refused.map(({ source, fingerprint }) => `${source} ${fingerprint}`).toSorted()).toEqual(
        [`lab ${hex(77)}`, `nowhere ${hex(1)}`, `shop ${hex(3)}`],
      );
    });

    it('that cannot be change nothing', async () => {
      for (const wrong of [
        ask({ reason: 'x' }),
        ask({ kind: 'accept' }),
        ask({ until: '2026-06-01' }),
        ask({ kind: 'adopt', destroy_approved: true }),
      ]) {
        const answer = await on.post('/api/v1/decisions', wrong);
        expect(answer.status).toBe(409);
      }
      expect((await on.post('/api/v1/decisions', ask({ kind: 'burn' }))).status).toBe(400);
      expect((await on.get('/api/v1/decisions')).body).toMatchObject({ items: [], total: 0 });
    });

    it('are not made where nobody can read what the policies forbid', async () => {
      on.settings.set('shop', { problem: 'kedge.yaml:3:1: not a policy' });
      const decided = Decided.parse((await on.post('/api/v1/decisions', ask())).body);
      expect(decided).toMatchObject({ decisions: [], refused: [{ fingerprint: hex(1) }] });
      expect(decided.refused[0]?.why).toContain('kedge.yaml:3:1');
    });

    it('reach the whole group when that is asked for, inside their source', async () => {
      const decided = Decided.parse((await on.post('/api/v1/decisions', ask({ group: true }))).body);
      expect(decided.decided.map(({ fingerprint }) => fingerprint).toSorted()).toEqual([hex(1), hex(2)]);
    });

    it('are carried out once for one idempotency key', async () => {
      const headers = { 'idempotency-key': 'key-1' };
      const first = await on.post('/api/v1/decisions', ask(), on.admin, headers);
      expect(await on.post('/api/v1/decisions', ask(), on.admin, headers)).toEqual(first);
      expect((await on.get('/api/v1/decisions')).body).toMatchObject({ total: 1 });
    });

    it('wait for a second person where a policy demands one, and are taken back with a reason', async () => {
      on.settings.set(
        'shop',
        settled([
          {
            id: 'two',
            when: 'severity == "critical"',
            kinds: null,
            demand: { approvals: 1 },
            why: 'two look',
          },
        ]),
      );
      const made = Decided.parse((await on.post('/api/v1/decisions', ask())).body);
      expect(made.approval_reasons[0]).toContain('two look');
      const id = made.decisions[0]?.id ?? '';
      const place = `/api/v1/decisions/shop/${id}`;
      const own = DecisionWhole.parse((await on.get(place)).body);
      expect(own.may_approve.may).toBe(false);
      expect((await on.post(`${place}/approve`, {})).status).toBe(409);
      const fixes = { differences: [{ source: 'shop', fingerprint: hex(1) }] };
      expect((await on.post('/api/v1/fixes', fixes)).status).toBe(409);
      const bo = await on.server.person('Bo', [{ team: 'core', role: 'approver' }]);
      expect(DecisionWhole.parse((await on.get(place, bo.token)).body).may_approve.may).toBe(true);
      const approved = await on.post(`${place}/approve`, { reason: 'seen' }, bo.token);
      expect(approved).toMatchObject({ status: 200, body: { missing: 0, decided: [{ state: 'approved' }] } });
      expect((await on.post(`${place}/withdraw`, { reason: '' })).status).toBe(400);
      const back = await on.post(`${place}/withdraw`, { reason: 'It was the wrong one.' });
      expect(back).toMatchObject({ status: 200, body: { decided: [{ state: 'open' }], ended: [id] } });
      expect((await on.post(`${place}/withdraw`, { reason: 'It was the wrong one.' })).status).toBe(409);
    });
  });

  describe('fixes', () => {
    const wish = { differences: [{ source: 'shop', fingerprint: hex(1) }] };
    const decide = () =>
      on.post('/api/v1/decisions', {
        differences: wish.differences,
        kind: 'revert',
        reason: REASON,
      });

    it('are planned first, shown, and applied only as they were shown', async () => {
      expect((await on.post('/api/v1/fixes', wish)).status).toBe(409);
      await decide();
      const asked = (await on.post('/api/v1/fixes', wish)).body as { jobs: { job: string; kind: string }[] };
      expect(asked.jobs).toMatchObject([{ kind: 'revert', stack: 'net', fingerprints: [hex(1)] }]);
      const plan = asked.jobs[0]?.job ?? '';
      const confirm = (digest: string) =>
        on.post(`/api/v1/fixes/${plan}/confirm`, { preview_digest: digest });
      expect((await confirm('d'.repeat(64))).status).toBe(409);
      await on.plan(plan);
      const shown = (await on.get(`/api/v1/jobs/${plan}`)).body as {
        preview: { digest: string; text: string };
      };
      expect(shown).toMatchObject({ state: 'done', preview: { changes: 1, confirmed: false } });
      expect((await confirm('e'.repeat(64))).status).toBe(409);
      const applied = await confirm(shown.preview.digest);
      expect(applied.status).toBe(202);
      expect(await confirm(shown.preview.digest)).toEqual(applied);
      const job = (applied.body as { job: string }).job;
      expect(await on.on.queue.find(job)).toMatchObject({
        task: 'apply-fix',
        data: { fingerprints: [hex(1)], digest: shown.preview.digest, actor: 'Root <root@example.com>' },
      });
      expect((await on.get(`/api/v1/drift/shop/${hex(1)}`)).body).toMatchObject({ job });
    });
  });
});
