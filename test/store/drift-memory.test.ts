import { expect, it } from 'vitest';
import { compareText } from '#domain/drift/order.ts';
import { severityRank } from '#domain/drift/severity.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftQuery, Memory } from '#ports/memory.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { ALL, at, decision, event, hex, record, remember, type RecordOver } from './fixtures.ts';

onBothDatabases('the memory of differences', (database) => {
  it('gives back what it was given, to the millisecond and to the last odd character', async () => {
    const memory = await database().memory();
    const odd = 'NUL \0, half a pair \uD83D, the mark \uFDD0, quotes "\'\\u0000, \u{1F980}';
    const kept = record(1, {
      stack: odd,
      state: 'accepted',
      difference: {
        address: `aws_x.y["${odd}"]`,
        path: odd,
        memory: { kind: 'value', value: { [odd]: [odd, 1e21, 0.1, null, true] } },
        reality: { kind: 'secret', digest: 'abc' },
        rules: [{ rule: 'r', effect: 'labelled', note: odd }],
        code: null,
      },
      firstSeen: '2026-01-01T00:00:00.001Z',
      lastSeen: '2026-01-01T00:00:00.010Z',
      openedAt: '2026-01-01T00:00:00.100Z',
      decidedAt: '2026-02-28T23:59:59.999Z',
      timesReopened: 2,
      toggles: [at(1), at(2)],
      decision: 'd1',
      aliases: [hex(7), hex(3)],
    });
    await remember(memory, [kept], (change) => change.saveDecision(decision('d1')));
    expect(await memory.findDrift(hex(1))).toStrictEqual([kept]);
    expect((await memory.listDrift(ALL)).records).toStrictEqual([kept]);
    expect(await memory.driftAt(odd, kept.difference.address)).toStrictEqual([kept]);
  });

  it('writes over the record of the same fingerprint, all of it', async () => {
    const memory = await database().memory();
    await remember(memory, [record(1), record(2)]);
    const later = record(1, {
      state: 'verified',
      closedAt: at(9),
      lastSeen: at(8),
      difference: { severity: 'low', address: 'aws_security_group.moved' },
      aliases: [hex(9)],
    });
    await remember(memory, [later]);
    expect(await memory.findDrift(hex(1))).toStrictEqual([later]);
    expect((await memory.listDrift(ALL)).total).toBe(2);
  });

  it('refuses an instant that would come back otherwise', async () => {
    const memory = await database().memory();
    await expect(remember(memory, [record(1, { openedAt: '2026-01-01T00:00:00Z' })])).rejects.toThrow(
      'Cannot remember the instant "2026-01-01T00:00:00Z"',
    );
  });

  it('refuses a difference of a stack that it does not know', async () => {
    const memory = await database().memory();
    await expect(memory.change((change) => change.saveDrift([record(1)]))).rejects.toThrow(
      'drift_project_id_stack_fkey',
    );
    expect((await memory.listDrift(ALL)).total).toBe(0);
  });

  it('finds by fingerprint, by alias and by the start of either', async () => {
    const memory = await database().memory();
    const first = record(1, { fingerprint: 'abcd12345678', aliases: ['ffff00000000'] });
    const second = record(2, { fingerprint: 'abcdffffffff', stack: 'app' });
    await remember(memory, [first, second]);
    const found = async (text: string): Promise<readonly string[]> =>
      (await memory.findDrift(text)).map(({ fingerprint }) => fingerprint);
    expect(await found('abcd12345678')).toStrictEqual(['abcd12345678']);
    expect(await found('ABCD')).toStrictEqual(['abcdffffffff', 'abcd12345678']);
    expect(await found('abcdf')).toStrictEqual(['abcdffffffff']);
    expect(await found('ffff0')).toStrictEqual(['abcd12345678']);
    for (const none of ['abc', 'abc%', '', 'abcd123456789', 'web1', 'eeee']) {
      expect(await found(none)).toStrictEqual([]);
    }
  });

  it('finds what is not closed of a resource, in one stack or in all', async () => {
    const memory = await database().memory();
    await remember(memory, [
      record(1),
      record(2, { difference: { path: 'a' } }),
      record(3, { state: 'resolved', closedAt: at(1) }),
      record(4, { stack: 'app' }),
      record(5, { difference: { address: 'aws_security_group.other' } }),
    ]);
    const found = async (where: string | null): Promise<readonly string[]> =>
      (await memory.driftAt(where, 'aws_security_group.web')).map(({ fingerprint }) => fingerprint);
    expect(await found('net')).toStrictEqual([hex(2), hex(1)]);
    expect(await found(null)).toStrictEqual([hex(4), hex(2), hex(1)]);
    expect(await found('none')).toStrictEqual([]);
  });

  it('tells a change the whole stack, closed ones with it, and what the change has written', async () => {
    const memory = await database().memory();
    await remember(memory, [record(1), record(2, { state: 'resolved', closedAt: at(1) })]);
    const seen = await memory.change(async (change) => {
      await change.saveDrift([record(3)]);
      return change.driftOfStack('net');
    });
    expect(seen.map(({ fingerprint }) => fingerprint)).toStrictEqual([hex(1), hex(2), hex(3)]);
  });

  it('tells the events of a difference and those since an instant, oldest first', async () => {
    const memory = await database().memory();
    const events = [
      event(1, { at: at(5), kind: 'decided', actor: 'Ana', evidence: { '\0': ['\uD800'] } }),
      event(2, { at: at(3) }),
      event(1, { at: at(1), text: 'first' }),
      event(1, { at: at(5), kind: 'approved', text: 'after the decision' }),
    ];
    await remember(memory, [record(1), record(2)], (change) => change.addEvents(events));
    const [decided, other, first, approved] = events;
    expect(await memory.timeline('net', hex(1))).toStrictEqual([first, decided, approved]);
    expect(await memory.eventsSince(at(3))).toStrictEqual([other, decided, approved]);
    expect(await memory.timeline('app', hex(1))).toStrictEqual([]);
  });

  it('adds no event of a difference that is not there', async () => {
    const memory = await database().memory();
    await expect(memory.change((change) => change.addEvents([event(1)]))).rejects.toThrow('fkey');
    expect(await memory.eventsSince(at(0))).toStrictEqual([]);
  });

  it('says which row is damaged and where', async () => {
    const memory = await database().memory();
    await remember(memory, [record(1)]);
    await database().run(`update kedge.drift set state = 'gone'`);
    await expect(memory.listDrift(ALL)).rejects.toThrow(
      `Cannot read the difference ${hex(1)} of stack net from Kedge's memory: state is damaged`,
    );
  });
});

onBothDatabases('the list of differences', (database) => {
  it('is worst first, then oldest first, then by stack, address and path, page by page', async () => {
    const memory = await database().memory();
    const records = shuffledRecords();
    await remember(memory, records);
    const wanted = records.toSorted(worstAndOldestFirst).map(({ fingerprint }) => fingerprint);
    expect((await memory.listDrift({ ...ALL, limit: 1000 })).records.map(fingerprintOf)).toStrictEqual(
      wanted,
    );
    for (const limit of [1, 7, records.length]) {
      expect(await pages(memory, { ...ALL, limit })).toStrictEqual(wanted);
    }
  });

  it('tells how many fit over all pages, and no next page after the last', async () => {
    const memory = await database().memory();
    await remember(memory, [record(1), record(2), record(3)]);
    const first = await memory.listDrift({ ...ALL, limit: 2 });
    expect(first).toMatchObject({ total: 3, next: expect.any(String) as string });
    const second = await memory.listDrift({ ...ALL, limit: 2, after: first.next });
    expect(second).toMatchObject({ total: 3, next: null });
    expect(second.records).toHaveLength(1);
  });

  it('goes on where it stopped when something was added before', async () => {
    const memory = await database().memory();
    await remember(memory, [record(2), record(3), record(4)]);
    const first = await memory.listDrift({ ...ALL, limit: 1 });
    await remember(memory, [record(1, { difference: { severity: 'critical' } })]);
    const second = await memory.listDrift({ ...ALL, limit: 9, after: first.next });
    expect(second.records.map(fingerprintOf)).toStrictEqual([hex(3), hex(4)]);
  });

  it('fits states, drift, stack and severities, each on its own and together', async () => {
    const memory = await database().memory();
    const records = shuffledRecords();
    await remember(memory, records);
    const queries: readonly Partial<DriftQuery>[] = [
      { states: ['open'] },
      { states: ['open', 'verified'] },
      { states: [] },
      { drift: true },
      { drift: false },
      { stack: 'stack-1' },
      { severities: ['critical', 'low'] },
      { severities: [] },
      { states: ['open', 'accepted'], drift: true, stack: 'stack-0', severities: ['high'] },
    ];
    for (const query of queries) {
      const fitting = records.filter(
        ({ state, stack, difference }) =>
          (query.states?.includes(state) ?? true) &&
          (query.drift === undefined || query.drift === difference.drift) &&
          (query.stack === undefined || query.stack === stack) &&
          (query.severities?.includes(difference.severity) ?? true),
      );
      const page = await memory.listDrift({ ...ALL, ...query });
      expect(page.records.map(fingerprintOf)).toStrictEqual(
        fitting.toSorted(worstAndOldestFirst).map(fingerprintOf),
      );
      expect(page.total).toBe(fitting.length);
    }
  });

  it('refuses a cursor that no page gave', async () => {
    const memory = await database().memory();
    await expect(memory.listDrift({ ...ALL, after: 'bm9uc2Vuc2U' })).rejects.toThrow('no page ended there');
  });
});

const fingerprintOf = ({ fingerprint }: DriftRecord): string => fingerprint;

async function pages(memory: Memory, query: DriftQuery): Promise<readonly string[]> {
  const page = await memory.listDrift(query);
  const rest = page.next === null ? [] : await pages(memory, { ...query, after: page.next });
  return [...page.records.map(fingerprintOf), ...rest];
}

/** The order of the port, written a second time. */
function worstAndOldestFirst(a: DriftRecord, b: DriftRecord): number {
  return (
    Number(b.difference.drift) - Number(a.difference.drift) ||
    severityRank(a.difference.severity) - severityRank(b.difference.severity) ||
    compareText(a.openedAt, b.openedAt) ||
    compareText(a.stack, b.stack) ||
    compareText(a.difference.address, b.difference.address) ||
    compareText(a.difference.path, b.difference.path) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** 60 of all kinds; neighbours differ in one thing each, and no two orders agree by chance. */
function shuffledRecords(): readonly DriftRecord[] {
  const severities = ['low', 'critical', 'high', 'medium'] as const;
  const states = ['open', 'verified', 'accepted', 'open', 'resolved'] as const;
  return Array.from({ length: 60 }, (_, i): DriftRecord => {
    const state = states[i % 5] ?? 'open';
    const over: RecordOver = {
      stack: `stack-${i % 3}`,
      state,
      openedAt: at(((i * 7) % 4) * 100),
      closedAt: state === 'verified' || state === 'resolved' ? at(999) : null,
      difference: {
        drift: i % 2 === 0,
        severity: severities[(i * 5) % 4] ?? 'low',
        // Where locales differ: capitals, dots and letters with marks.
        address: ['b_x.a', 'B_x.a', 'a_x.B', 'ä_x.a', 'b_x.a["k"]'][i % 5] ?? '',
        path: ['', 'tags["a"]', 'tags["B"]'][(i * 11) % 3] ?? '',
      },
    };
    return record((i * 37) % 1009, over);
  });
}
