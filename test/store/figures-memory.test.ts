import { expect, it } from 'vitest';
import { causeKey, groupByCause } from '#domain/drift/life/drift-cause.ts';
import { driftFigures } from '#domain/drift/life/drift-figures.ts';
import { isClosed } from '#domain/drift/life/drift-state.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { ALL, at, record, remember, scan } from './fixtures.ts';

const NOW = at(100_000);
const WINDOW_MS = 60_000_000;

onBothDatabases('the figures', (database) => {
  it('are those that the domain computes from everything', async () => {
    const memory = await database().memory();
    const records = manyLives();
    const scans = Array.from({ length: 9 }, (_, i) =>
      scan(`s${i}`, { at: at(i * 10_000), status: i % 3 === 0 ? 'unknown' : 'in_sync', suppressed: i }),
    );
    await remember(memory, records, async (change) => {
      for (const one of scans) await change.addScan(one);
    });
    const wanted = driftFigures(records, scans, NOW, WINDOW_MS);
    expect(wanted.time_to_verify_p95.points).toBeGreaterThan(1);
    expect(await memory.driftFigures(NOW, WINDOW_MS)).toStrictEqual(wanted);
  });

  it('are none without data, and no time is negative', async () => {
    const memory = await database().memory();
    expect(await memory.driftFigures(NOW, WINDOW_MS)).toStrictEqual(driftFigures([], [], NOW, WINDOW_MS));
    await remember(memory, [record(1, { openedAt: at(200_000) })]);
    expect((await memory.driftFigures(NOW, WINDOW_MS)).age_p50).toStrictEqual({ value: 0, points: 1 });
  });
});

onBothDatabases('the groups of one cause', (database) => {
  it('are those that the domain makes, each with its first difference', async () => {
    const memory = await database().memory();
    const records = manyLives();
    await remember(memory, records);
    const { records: listed } = await memory.listDrift({ ...ALL, limit: 1000, states: ['open', 'approved'] });
    const wanted = groupByCause(listed).map((group) => ({
      key: group.key,
      first: group.records[0],
      differences: group.records.length,
      resources: group.resources,
      stacks: group.stacks,
    }));
    expect(wanted.length).toBeGreaterThan(2);
    const { after: _, ...query } = ALL;
    const groups = await memory.driftGroups({ ...query, states: ['open', 'approved'] });
    const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
      a.key < b.key ? -1 : 1;
    expect(
      groups
        .map(({ cause: _cause, ...group }) => ({ key: causeKey(group.first.difference), ...group }))
        .toSorted(byKey),
    ).toStrictEqual(wanted.toSorted(byKey));
    const counts = groups.map(({ differences }) => differences);
    expect(counts).toStrictEqual(counts.toSorted((a, b) => b - a));
    expect(await memory.driftGroups({ ...query, states: ['open', 'approved'], limit: 1 })).toStrictEqual(
      groups.slice(0, 1),
    );
  });
});

/** Lives of every state, with ties, and changes that hit many resources in several stacks. */
const manyLives = (): readonly DriftRecord[] =>
  Array.from({ length: 80 }, (_, i): DriftRecord => {
    const states = ['open', 'approved', 'accepted', 'verified', 'resolved'] as const;
    const state = states[i % 5] ?? 'open';
    return record(i, {
      state,
      stack: `stack-${i % 4}`,
      openedAt: at((i * 613) % 50_000),
      decidedAt: state === 'open' ? null : at(50_000 + ((i * 331) % 20_000)),
      closedAt: isClosed(state) ? at(70_000 + ((i * 97) % 20_000)) : null,
      difference: {
        drift: i % 7 !== 0,
        severity: 'high',
        address: `aws_security_group.web[${i % 11}]`,
        path: `ingress[${i % 3}].cidr_blocks[0]`,
        reality: { kind: 'value', value: i % 9 < 6 ? '0.0.0.0/0' : `10.${i % 9}.0.0/16` },
      },
    });
  });
