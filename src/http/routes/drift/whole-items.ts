import type { Decision } from '#domain/decision/decision.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { FleetDrift } from '#ports/fleet-reads.ts';
import type { SettledSource } from '#ports/source-settings.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { driftItem } from '../../present/drift-item.ts';
import { driftRest } from '../../present/drift-rest.ts';
import type { DriftItem } from '../../schema/drift.ts';
import type { DataDependencies } from '../data-dependencies.ts';

type Settled = SettledSource | { readonly problem: string };

/**
 * Differences as lists show them, by what the settings of their sources call flapping and too old. One whose settings
 * cannot be read is measured as Kedge does by itself.
 */
export async function driftItems(
  records: readonly FleetDrift[],
  whole: boolean,
  snapshot: FleetSnapshot,
  { settings, fleet, clock }: Pick<DataDependencies, 'settings' | 'fleet' | 'clock'>,
): Promise<DriftItem[]> {
  const names = [...new Set(records.map(({ source }) => source))];
  const settled = new Map<string, Settled>(
    await Promise.all(names.map(async (source) => [source, await settings.of(source)] as const)),
  );
  const decisions = whole ? await decisionsOf(records, fleet) : new Map<string, Decision>();
  const now = clock.now().toISOString();
  return records.map((record) => {
    const own = settled.get(record.source) ?? { problem: '' };
    const flapping = 'problem' in own ? DEFAULT_FLAPPING : own.flapping;
    const item = driftItem(record, { now, owner: snapshot.standing(record)?.owner ?? null, flapping });
    if (!whole) return item;
    const objectives = 'problem' in own ? null : own.objectives;
    return { ...item, rest: driftRest(record, now, { decisions, flapping, objectives }) };
  });
}

/** Those in force that tell an end: of what is accepted. */
async function decisionsOf(
  records: readonly FleetDrift[],
  fleet: DataDependencies['fleet'],
): Promise<ReadonlyMap<string, Decision>> {
  const decisions = new Map<string, Decision>();
  for (const { source, state, decision: id } of records) {
    if (state !== 'accepted' || id === null || decisions.has(id)) continue;
    const decision = await (await fleet.memoryOf(source))?.findDecision(id);
    if (decision) decisions.set(id, decision);
  }
  return decisions;
}
