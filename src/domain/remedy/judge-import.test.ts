import { describe, expect, it } from 'vitest';
import { nameDifferences } from '../drift/name-differences.ts';
import { planFrom } from '../drift/plan.ts';
import type { Json, JsonObject } from '../json.ts';
import { createRedactor } from '../secret/redact.ts';
import { judgeImport, type ImportReading } from './judge-import.ts';

interface Entry {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly unknown?: Json;
  readonly importing?: boolean;
}

const NEW = 'a_b.new';
const IMPORT: Entry = {
  address: NEW,
  actions: ['no-op'],
  before: { n: 1 },
  after: { n: 1 },
  importing: true,
};

/** What a plan with these entries shows, over a state with these objects. */
function reading(entries: readonly Entry[], state: Readonly<Record<string, JsonObject>> = {}): ImportReading {
  const read = planFrom({
    format_version: '1.2',
    resource_changes: entries.map((entry) => ({
      ...named(entry.address),
      change: {
        actions: [...entry.actions],
        before: entry.before ?? null,
        after: entry.after ?? null,
        after_unknown: entry.unknown ?? {},
        before_sensitive: {},
        after_sensitive: {},
        ...(entry.importing === true ? { importing: { id: 'x' } } : {}),
      },
    })),
    prior_state: {
      values: {
        root_module: {
          resources: Object.entries(state).map(([address, values]) => ({ ...named(address), values })),
        },
      },
    },
  });
  if ('problem' in read) throw new Error(read.problem);
  const context = {
    stack: 's',
    redactor: createRedactor(new Uint8Array(32)),
    severity: [],
    counted: [],
    moves: [],
    locate: () => null,
  };
  return { plan: read.plan, named: nameDifferences(read.plan, context) };
}

function named(address: string): JsonObject {
  const [type = '', name = ''] = address.split('.');
  return { address, type, name, mode: 'managed', provider_name: 'p' };
}

const NOTHING: ImportReading = { plan: null, named: [] };
const update = (to: number): Entry => ({
  address: 'a_b.other',
  actions: ['update'],
  before: { n: 1 },
  after: { n: to },
});

describe('the proof of an import', () => {
  it('holds when the plan imports it and holds nothing else', () => {
    expect(judgeImport(NOTHING, reading([IMPORT]), NEW)).toEqual({ kind: 'proven', left: 0 });
  });

  it('lets stay what was planned before and is the same', () => {
    const before = reading([update(2)]);
    expect(judgeImport(before, reading([IMPORT, update(2)]), NEW)).toEqual({ kind: 'proven', left: 1 });
  });

  it('fails where the plan imports nothing there', () => {
    const other = { ...IMPORT, address: 'a_b.other' };
    expect(judgeImport(NOTHING, reading([other]), NEW)).toMatchObject({ kind: 'strange' });
    expect(judgeImport(NOTHING, NOTHING, NEW)).toMatchObject({ kind: 'strange' });
  });

  it('fails with what the import would change', () => {
    const changing: Entry = { ...IMPORT, actions: ['update'], before: { n: 1, t: 'x' }, after: { n: 2 } };
    expect(judgeImport(NOTHING, reading([changing]), NEW)).toEqual({
      kind: 'changes',
      problems: ['a_b.new.n would change from 1 to 2', 'a_b.new.t would be removed'],
    });
    const replacing: Entry = { ...IMPORT, actions: ['delete', 'create'], after: { n: 2 } };
    expect(judgeImport(NOTHING, reading([replacing]), NEW)).toMatchObject({
      kind: 'changes',
      problems: ['a_b.new would be replaced', expect.any(String)],
    });
  });

  it.each([
    ['an update', update(2), 'the plan holds update of a_b.other, too'],
    [
      'a create',
      { ...update(2), actions: ['create'], before: null },
      'the plan holds create of a_b.other, too',
    ],
    [
      'a destroy',
      { ...update(2), actions: ['delete'], after: null },
      'the plan holds delete of a_b.other, too',
    ],
    ['another import', { ...IMPORT, address: 'a_b.other' }, 'a_b.other would be imported, too'],
  ])('fails over %s that is new', (_, entry, says) => {
    const judged = judgeImport(NOTHING, reading([IMPORT, entry]), NEW);
    expect(judged).toMatchObject({ kind: 'strange' });
    expect(judged).toHaveProperty('problems', expect.arrayContaining([says]));
  });

  it('fails when something else is planned than before', () => {
    const judged = judgeImport(reading([update(2)]), reading([IMPORT, update(3)]), NEW);
    expect(judged).toEqual({
      kind: 'strange',
      problems: ['something else is planned for a_b.other.n than before'],
    });
  });

  it('lets what waited for the resource learn its values, and only that', () => {
    const create: Entry = { address: NEW, actions: ['create'], after: { n: 1 } };
    const waits: Entry = { ...update(0), after: {}, unknown: { n: true } };
    expect(judgeImport(reading([create, waits]), reading([IMPORT, update(2)]), NEW)).toEqual({
      kind: 'proven',
      left: 1,
    });
    expect(judgeImport(reading([waits]), reading([IMPORT, update(2)]), NEW)).toMatchObject({
      kind: 'strange',
    });
  });

  it('fails where another address holds the object', () => {
    const held = reading([IMPORT], { [NEW]: { id: 'x' }, 'a_b.old': { id: 'x' }, 'a_c.old': { id: 'x' } });
    expect(judgeImport(NOTHING, held, NEW)).toEqual({ kind: 'held', by: ['a_b.old'] });
  });

  it('takes equal IDs with other ARNs for other objects', () => {
    const two = reading([IMPORT], { [NEW]: { id: 'x', arn: 'eu' }, 'a_b.old': { id: 'x', arn: 'us' } });
    expect(judgeImport(NOTHING, two, NEW)).toEqual({ kind: 'proven', left: 0 });
  });
});
