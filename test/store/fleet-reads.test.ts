import { expect, it } from 'vitest';
import { causeKey } from '#domain/drift/life/drift-cause.ts';
import { DRIFT_STATES, isClosed, OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import { compareText } from '#domain/drift/order.ts';
import { SEVERITIES, severityRank } from '#domain/drift/severity.ts';
import { DEFAULT_SCHEDULE } from '#domain/fleet/fleet-stack.ts';
import type { FleetDrift, FleetDriftFilter, FleetReads, StackKey } from '#ports/fleet-reads.ts';
import { serverFleetReads } from '#store/server-fleet-reads.ts';
import { serverFleet } from '#store/server-fleet.ts';
import type { TestDatabase } from '#test/databases.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { at, decision, event, facts, hex, record, remember, scan, stack } from './fixtures.ts';

const SOURCES = ['shop', 'lab'] as const;
const STACKS = ['net', 'app', 'envs/prod@blue'] as const;
const HOUR = 3600;

const OPEN: FleetDriftFilter = {
  states: OPEN_STATES,
  drift: true,
  severities: null,
  classes: null,
  sources: null,
  stacks: null,
  text: null,
  cause: null,
};

/** 90 in each source: every state, severity and class, ties in every part of the order. */
const known: readonly FleetDrift[] = SOURCES.flatMap((source, s) =>
  Array.from({ length: 90 }, (_, i): FleetDrift => {
    const state = DRIFT_STATES[i % DRIFT_STATES.length] ?? 'open';
    const decided = state === 'open' ? null : at(2 * HOUR);
    return {
      source,
      ...record(1000 * (s + 1) + i, {
        stack: STACKS[i % 3] ?? 'net',
        state,
        openedAt: at((i % 5) * HOUR),
        decidedAt: decided,
        closedAt: isClosed(state) ? at((5 + (i % 40)) * HOUR) : null,
        difference: {
          severity: SEVERITIES[i % 4] ?? 'low',
          class: i % 7 === 0 ? 'deleted' : 'conflict',
          drift: i % 6 !== 0,
          address: `module.m[${i % 11}].aws_sqs_queue.${i % 2 === 0 ? 'Orders' : 'jobs_100%'}`,
          path: `tags["${i % 3}"]`,
          reality: { kind: 'value', value: i % 8 },
        },
      }),
    };
  }),
);

async function filled(database: TestDatabase): Promise<FleetReads> {
  const fleet = serverFleet(database.open);
  for (const source of SOURCES) {
    await fleet.addSource({
      kind: 'folder',
      name: source,
      subfolder: '',
      team: null,
      folder: `/srv/${source}`,
    });
    await fleet.noteSync(source, { at: at(0), commit: null, project: `project of ${source}` });
    await fleet.keepStacks(
      source,
      STACKS.map((name) => ({
        stack: name,
        path: name,
        owner: `@${name}`,
        team: null,
        channel: null,
        schedule: DEFAULT_SCHEDULE,
        account: null,
      })),
      at(0),
      () => null,
    );
    const memory = await fleet.memoryOf(source);
    if (memory === null) throw new Error(`No memory of ${source}.`);
    await remember(
      memory,
      known.filter((one) => one.source === source).map(({ source: _source, ...kept }) => kept),
    );
  }
  // Memory of a project that is no source stays out of every answer.
  await remember(await database.memory('elsewhere'), [record(1)]);
  return serverFleetReads(database.open);
}

const rank = ({ difference }: FleetDrift): number =>
  (difference.drift ? 0 : 4) + severityRank(difference.severity);

/** Sources stand in the order in which they were read, which is that of SOURCES. */
const compare = (a: FleetDrift, b: FleetDrift): number =>
  rank(a) - rank(b) ||
  compareText(a.openedAt, b.openedAt) ||
  SOURCES.indexOf(a.source as 'shop') - SOURCES.indexOf(b.source as 'shop') ||
  compareText(a.stack, b.stack) ||
  compareText(a.fingerprint, b.fingerprint);

const fits =
  ({ states, drift, severities, classes, sources, stacks, text }: FleetDriftFilter) =>
  (one: FleetDrift): boolean =>
    states.includes(one.state) &&
    (drift === null || one.difference.drift === drift) &&
    (severities === null || severities.includes(one.difference.severity)) &&
    (classes === null || classes.includes(one.difference.class)) &&
    (sources === null || sources.includes(one.source)) &&
    (stacks === null || stacks.some((key) => key.source === one.source && key.stack === one.stack)) &&
    (text === null || one.difference.address.toLowerCase().includes(text.toLowerCase()));

const name = ({ source, stack: of, fingerprint }: FleetDrift): string => `${source} ${of} ${fingerprint}`;

async function walked(
  reads: FleetReads,
  filter: FleetDriftFilter,
  limit: number,
): Promise<readonly FleetDrift[]> {
  const items: FleetDrift[] = [];
  for (let after: string | null = null; ;) {
    const page = await reads.listDrift(filter, { limit, after });
    if (page === null) throw new Error('The cursor of the page before was refused.');
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
}

const PROD: readonly StackKey[] = [
  { source: 'shop', stack: 'envs/prod@blue' },
  { source: 'lab', stack: 'net' },
];
/** More stacks than are asked one by one. */
const MANY: readonly StackKey[] = [
  ...PROD,
  ...Array.from({ length: 100 }, (_, i) => ({ source: 'shop', stack: `none-${i}` })),
];

const FILTERS: readonly (readonly [string, Partial<FleetDriftFilter>])[] = [
  ['nothing', {}],
  ['open and closed states', { states: ['open', 'verified'], drift: null }],
  ['closed states alone', { states: ['resolved'], drift: null }],
  ['severities with a gap', { severities: ['critical', 'low'] }],
  ['what is reported apart', { drift: false }],
  ['both sides of one severity', { drift: null, severities: ['high'] }],
  ['a class', { classes: ['deleted'], drift: null }],
  ['a source', { sources: ['lab'] }],
  ['no source that is known', { sources: ['nowhere'] }],
  ['few stacks', { stacks: PROD }],
  ['many stacks', { stacks: MANY }],
  ['no stack', { stacks: [] }],
  ['a text in other letters', { text: 'ORDERS', drift: null }],
  ['a text with what SQL takes for any letter', { text: '100%', states: DRIFT_STATES }],
  ['a text of two letters', { text: '[9', drift: null }],
  ['a text in few stacks', { text: 'jobs', stacks: PROD }],
  ['a text that none has', { text: 'aws_vpc' }],
];

onBothDatabases('the reads over all sources', (database) => {
  it('list, count and page what fits, in one order', async () => {
    const reads = await filled(database());
    for (const [what, narrowed] of FILTERS) {
      const filter = { ...OPEN, ...narrowed };
      const expected = known.filter(fits(filter)).toSorted(compare);
      const pages = await walked(reads, filter, 7);
      expect(pages.map(name).toSorted(), what).toEqual(expected.map(name).toSorted());
      // By address where all else is the same, which a page cannot keep over its end.
      const whole = await reads.listDrift(filter, { limit: 200, after: null });
      expect(whole?.items.map(orderOf), what).toEqual(expected.map(orderOf));
      expect(whole?.next, what).toBeNull();
      expect(pages.map(orderOf), what).toEqual(expected.map(orderOf));
      expect(await reads.countDrift(filter, 1000), what).toBe(expected.length);
      expect(await reads.countDrift(filter, 3), what).toBe(Math.min(3, expected.length));
    }
  });

  it('refuse a cursor that no page gave', async () => {
    const reads = await filled(database());
    for (const after of ['x', 'bm90IGEgY3Vyc29y', Buffer.from('[1,2]').toString('base64url')]) {
      expect(await reads.listDrift(OPEN, { limit: 1, after })).toBeNull();
      expect(await reads.scansOf('shop', 'net', { limit: 1, after })).toBeNull();
    }
  });

  it('tally everything that is not closed', async () => {
    const reads = await filled(database());
    const tally = await reads.tally();
    const key = (
      one: { readonly source: string; readonly stack: string; readonly state: string },
      rest: unknown,
    ) => JSON.stringify([one.source, one.stack, one.state, rest]);
    const counted = Object.groupBy(
      known.filter(({ state }) => !isClosed(state)),
      (one) => key(one, [one.difference.severity, one.difference.drift, one.difference.class]),
    );
    expect(tally.length).toBe(Object.keys(counted).length);
    for (const row of tally) {
      const same = counted[key(row, [row.severity, row.drift, row.class])] ?? [];
      expect(row.count).toBe(same.length);
      expect(row.oldestOpenedAt).toBe(same.map(({ openedAt }) => openedAt).toSorted()[0]);
    }
  });

  it('group by cause over sources', async () => {
    const reads = await filled(database());
    for (const [what, narrowed] of FILTERS) {
      const filter = { ...OPEN, ...narrowed };
      if (filter.states.some(isClosed)) continue;
      const groups = await reads.driftGroups(filter, 100);
      const expected = [
        ...Map.groupBy(known.filter(fits(filter)), ({ difference }) => causeKey(difference)).values(),
      ]
        .map((same) => ({
          differences: same.length,
          resources: new Set(
            same.map((one) => JSON.stringify([one.source, one.stack, one.difference.address])),
          ).size,
          stacks: new Set(same.map((one) => JSON.stringify([one.source, one.stack]))).size,
          first: same.toSorted(compare).map(name)[0],
          rank: Math.min(...same.map(rank)),
        }))
        .filter(({ resources }) => resources > 1);
      expect(
        groups
          .map(({ first, cause: _cause, ...group }) => ({ ...group, first: name(first) }))
          .toSorted(byFirst),
        what,
      ).toEqual(expected.map(({ rank: _rank, ...group }) => group).toSorted(byFirst));
      const ranks = groups.map(({ first }) => rank(first));
      expect(ranks, what).toEqual(ranks.toSorted((a, b) => a - b));
      const [group] = groups;
      if (group === undefined) continue;
      const members = await reads.listDrift({ ...filter, cause: group.cause }, { limit: 200, after: null });
      expect(members?.items.length, what).toBe(group.differences);
    }
  });

  it('find one by fingerprint or alias, in its source alone', async () => {
    const reads = await filled(database());
    const [first] = known;
    expect(await reads.findDrift('shop', first?.fingerprint ?? '')).toEqual([first]);
    expect(await reads.findDrift('lab', first?.fingerprint ?? '')).toEqual([]);
    expect(await reads.placesOf('shop', [first?.fingerprint ?? '', 'ffff'])).toEqual([
      { stack: first?.stack, fingerprint: first?.fingerprint },
    ]);
    expect(await reads.findDrift('shop', hex(1))).toEqual([]);
  });

  it('tell how the last scan left each stack, and the mark changes with a scan', async () => {
    const reads = await filled(database());
    const memory = await serverFleet(database().open).memoryOf('shop');
    const before = await reads.mark();
    const scans = [1, 2, 3].map((hour) =>
      scan(`s${hour}`, { stack: 'app', at: at(hour * HOUR), status: hour === 3 ? 'unknown' : 'in_sync' }),
    );
    const last = scans.at(-1) ?? null;
    await memory?.change(async (change) => {
      for (const one of scans) await change.addScan(one);
      await change.saveStack(stack('app', { lastScan: last }));
    });
    expect(await reads.mark()).not.toBe(before);
    const standings = await reads.standings();
    expect(standings.map((one) => [one.source, one.stack, one.lastScan])).toEqual(
      ['lab', 'shop'].flatMap((source) =>
        STACKS.toSorted().map((of) => [source, of, source === 'shop' && of === 'app' ? last : null]),
      ),
    );
    const page = await reads.scansOf('shop', 'app', { limit: 2, after: null });
    expect(page?.items).toEqual([scans[2], scans[1]]);
    expect(await reads.scansOf('shop', 'app', { limit: 2, after: page?.next ?? '' })).toEqual({
      items: [scans[0]],
      next: null,
    });
    expect(await reads.countScans('shop', 'app', 2)).toBe(2);
    expect(await reads.statusesByDay(at(2 * HOUR), null)).toEqual(
      expect.arrayContaining([
        { source: 'shop', stack: 'app', day: '2026-01-01', unknown: true, scans: 2 },
        { source: 'shop', stack: 'app', day: null, unknown: false, scans: 0 },
      ]),
    );
  });

  it('count what began and ended on each day so that every end of a day adds up', async () => {
    const reads = await filled(database());
    const drift = known.filter(({ difference }) => difference.drift);
    const endOf = (one: FleetDrift): string | null =>
      one.closedAt ?? (one.state === 'accepted' || one.state === 'ignored' ? one.decidedAt : null);
    const openAt = (instant: string): number =>
      drift.filter((one) => one.openedAt < instant && (endOf(one) ?? '9') >= instant).length;
    const from = at(24 * HOUR);
    const told = await reads.driftByDay(from, null);
    let open = told.openBefore.reduce((sum, { count }) => sum + count, 0);
    expect(open).toBe(openAt(from));
    for (const { opened, ended } of told.days) open += opened - ended;
    expect(open).toBe(openAt(at(1000 * HOUR)));
    expect(told.days.reduce((sum, { closed }) => sum + closed, 0)).toBe(
      drift.filter(({ closedAt }) => closedAt !== null && closedAt >= from).length,
    );
  });

  it('count events, ages, and acceptances that end', async () => {
    const reads = await filled(database());
    const memory = await serverFleet(database().open).memoryOf('shop');
    const accepted = known.find(
      (one) => one.source === 'shop' && one.state === 'accepted' && one.difference.drift,
    );
    if (accepted === undefined) throw new Error('None is accepted.');
    const { source: _source, ...kept } = accepted;
    await memory?.change(async (change) => {
      await change.saveDecision(decision('d1', { kind: 'accept', until: '2026-02-01' }));
      await change.saveDrift([{ ...kept, decision: 'd1' }]);
      const { fingerprint, stack: of } = kept;
      await change.addEvents([
        event(1, { fingerprint, stack: of, at: at(5) }),
        event(1, { fingerprint, stack: of, at: at(6), kind: 'decided' }),
      ]);
    });
    expect(await reads.happenedSince(at(6), null)).toEqual({ decided: 1 });
    expect(await reads.happenedSince(at(0), PROD)).toEqual(
      PROD.some((key) => key.source === 'shop' && key.stack === kept.stack) ? { found: 1, decided: 1 } : {},
    );
    expect(await reads.acceptancesEnding('2026-01-31', null)).toBe(0);
    expect(await reads.acceptancesEnding('2026-02-01', null)).toBe(1);
    expect(await reads.acceptancesEnding('2026-02-01', [])).toBe(0);
    const open = known.filter((one) => one.difference.drift && OPEN_STATES.includes(one.state));
    expect(await reads.openedBefore('lab', at(2 * HOUR), null)).toBe(
      open.filter((one) => one.source === 'lab' && one.openedAt < at(2 * HOUR)).length,
    );
    const ages = await reads.openByAge(at(4 * HOUR), [HOUR * 1500, HOUR * 3500]);
    for (const [bucket, hours] of [
      [0, [3, 4]],
      [1, [1, 2]],
      [2, [0]],
    ] as const) {
      expect(ages.filter((one) => one.bucket === bucket).reduce((sum, { count }) => sum + count, 0)).toBe(
        open.filter(({ openedAt }) => hours.some((hour) => at(hour * HOUR) === openedAt)).length,
      );
    }
  });

  it('list decisions and the audit log of all sources, newest first', async () => {
    const reads = await filled(database());
    const fleet = serverFleet(database().open);
    for (const [n, source] of SOURCES.entries()) {
      const memory = await fleet.memoryOf(source);
      await memory?.change(async (change) => {
        await change.saveDecision(
          decision(`d-${source}`, { at: at(n), reason: `Because of 100% ${source}` }),
        );
        await change.saveDecision(decision(`w-${source}`, { at: at(n + 10), approvals: [], kind: 'adopt' }));
        await change.appendAudit(facts(`d-${source}`, n));
        await change.appendAudit(facts(`w-${source}`, n + 10));
      });
    }
    const every = {
      sources: null,
      stacks: null,
      kinds: null,
      inForce: null,
      awaiting: null,
      by: null,
      text: null,
    };
    const ids = async (over: Partial<typeof every> | object): Promise<readonly string[]> =>
      ((await reads.listDecisions({ ...every, ...over }, { limit: 9, after: null }))?.items ?? []).map(
        ({ id }) => id,
      );
    expect(await ids({})).toEqual(['w-lab', 'w-shop', 'd-lab', 'd-shop']);
    expect(await ids({ awaiting: true })).toEqual(['w-lab', 'w-shop']);
    expect(await ids({ kinds: ['revert'], sources: ['lab'] })).toEqual(['d-lab']);
    expect(await ids({ text: '100% SHOP' })).toEqual(['d-shop']);
    expect(await ids({ text: 'security_group.web', by: 'ANA' })).toHaveLength(4);
    expect(await ids({ stacks: [{ source: 'lab', stack: 'net' }] })).toEqual(['w-lab', 'd-lab']);
    expect(await reads.countDecisions(every, 3)).toBe(3);
    const first = await reads.listDecisions(every, { limit: 3, after: null });
    const second = await reads.listDecisions(every, { limit: 3, after: first?.next ?? '' });
    expect(second?.items.map(({ id }) => id)).toEqual(['d-shop']);
    const log = { sources: null, action: null, actor: null, text: null };
    const entries = await reads.listAudit(log, { limit: 3, after: null });
    expect(entries?.items.map(({ source, number }) => [source, number])).toEqual([
      ['lab', 2],
      ['shop', 2],
      ['lab', 1],
    ]);
    expect((await reads.listAudit(log, { limit: 3, after: entries?.next ?? '' }))?.items).toHaveLength(1);
    expect(await reads.countAudit({ ...log, text: 'w-SHOP' }, 10)).toBe(1);
    expect(await reads.countAudit({ ...log, action: 'x' }, 10)).toBe(0);
  });
});

/** What the order is told by, without what is the same within it. */
const orderOf = (one: FleetDrift): string => JSON.stringify([rank(one), one.openedAt, one.source, one.stack]);

const byFirst = (
  a: { readonly first?: string | undefined },
  b: { readonly first?: string | undefined },
): number => compareText(a.first ?? '', b.first ?? '');
