import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { attentionTo } from '#domain/drift/life/attention.ts';
import { groupByCause } from '#domain/drift/life/drift-cause.ts';
import type { DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import {
  decision,
  difference,
  hour,
  inState,
  record,
  summary,
  value,
} from '#domain/drift/life/sample-life.ts';
import type { DriftPage, StackMemory } from '#ports/memory.ts';
import { jsonText } from '../report/json-text.ts';
import { HOSTILE } from '../report/hostile-report.ts';
import { driftListJson } from './drift-json.ts';
import { driftList, type DriftListContext } from './drift-list.ts';

const stackOf = (given: Partial<StackMemory> = {}): StackMemory => ({
  stack: 'app',
  path: 'app',
  owner: '@payments',
  lastScan: summary(),
  moves: [],
  ...given,
});
const attentionWith =
  (objectives: DriftObjectives | null): DriftListContext['attention'] =>
  (one) =>
    attentionTo(one, hour(50), {
      decisions: new Map([['D1', decision({ until: '2026-03-05' })]]),
      flapping: DEFAULT_FLAPPING,
      objectives,
    });
const context = (given: Partial<DriftListContext> = {}): DriftListContext => ({
  stacks: [stackOf()],
  filtered: false,
  attention: attentionWith(null),
  ...given,
});
const pageOf = (records: readonly DriftRecord[], given: Partial<DriftPage> = {}): DriftPage => ({
  records,
  next: null,
  total: records.length,
  ...given,
});
const list = (
  records: readonly DriftRecord[],
  given: Partial<DriftListContext> = {},
  page: Partial<DriftPage> = {},
  look = { color: false, width: 120 },
): string => driftList(pageOf(records, page), groupByCause(records), hour(50), context(given), look);
const lineOf = (text: string, part: string): string =>
  text.split('\n').find((line) => line.includes(part)) ?? `no line holds ${part}`;

const opened = (n: number, stack = 'app'): DriftRecord =>
  record({
    stack,
    difference: difference({
      fingerprint: `0${n}aabbccdde${n}`,
      severity: 'critical',
      address: `aws_security_group.web${n}`,
      resource_type: 'aws_security_group',
      path: `ingress[${n}].cidr_blocks`,
      memory: value(['10.0.0.0/8']),
      reality: value(['0.0.0.0/0']),
    }),
  });

describe('the list of drift', () => {
  it('has a line for each with id, severity, age, state, stack, place and owner', () => {
    expect(lineOf(list([record()]), 'a1b2c3d4')).toBe(
      'a1b2c3d4  MEDIUM    2d 2h  open   app    aws_cloudwatch_metric_alarm.error_rate threshold  @payments',
    );
  });

  it('sets its columns under their names', () => {
    const text = list([record(), opened(1)]);
    const head = lineOf(text, 'SEVERITY');
    for (const [name, cell] of [
      ['STATE', 'open'],
      ['STACK', 'app'],
      ['WHAT', 'aws_security_group.web1'],
      ['OWNER', '@payments'],
    ] as const) {
      expect(lineOf(text, '01aabbcc').indexOf(cell)).toBe(head.indexOf(name));
    }
  });

  it('puts those of one cause together, where the first of them stands', () => {
    const text = list([opened(1), record(), opened(2, 'envs/prod')]);
    expect(text).toContain(
      [
        '2 resources in 2 stacks: aws_security_group ingress[].cidr_blocks changed the same way',
        '  ["10.0.0.0/8"] -> ["0.0.0.0/0"]',
        '01aabbcc',
      ].join('\n'),
    );
    const order = ['01aabbcc', '02aabbcc', 'a1b2c3d4'].map((id) => text.indexOf(id));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('says how many of a group are not on the page', () => {
    const group = { first: opened(1), differences: 12, resources: 12, stacks: 4 };
    const text = driftList(pageOf([opened(1)]), [group], hour(1), context(), { color: false, width: 120 });
    expect(text).toContain('12 resources in 4 stacks: ');
    expect(text).toContain('… 11 more of the same cause, not on this page');
  });

  it('marks what flaps with its count', () => {
    const text = list([record({ toggles: [hour(0), hour(1), hour(2), hour(3)] })]);
    expect(text).toContain('          flapping: 4 times in 7d\n');
  });

  it('marks what is overdue: an acceptance near its end, and what is older than the objective', () => {
    const objectives = { limits: { age_p95: 24 * 3_600_000 }, windowMs: 1 };
    expect(list([inState('accepted')])).toContain('the acceptance ends in 2 days (2026-03-05)');
    expect(list([record()], { attention: attentionWith(objectives) })).toContain(
      'overdue: older than the objective of 1d',
    );
  });

  it('ends with the commands to type next', () => {
    expect(list([record()]).trimEnd().split('\n').at(-1)).toBe(
      'Next: kedge drift show a1b2c3d4 · kedge decide a1b2c3d4 --revert --reason "..."',
    );
  });

  it('never proposes a decision that the class does not allow', () => {
    const text = list([record({ difference: difference({ class: 'absorbed' }) })]);
    expect(text).toContain('kedge decide a1b2c3d4 --accept --until YYYY-MM-DD --reason "..."');
  });

  it('shows the whole fingerprint where the beginning is shared', () => {
    const text = list([record({ fingerprint: 'a1b2c3d4e5f6' }), record({ fingerprint: 'a1b2c3d4ffff' })]);
    expect(text).toContain('a1b2c3d4e5f6  ');
    expect(text).toContain('a1b2c3d4ffff  ');
  });

  it('tells how to go on when there is more', () => {
    const text = list([record()], {}, { total: 1204, next: 'cursor-1' });
    expect(text).toContain('1 of 1,204 differences · go on with --after cursor-1');
  });

  it('names the stacks that the last scan could not read', () => {
    const stacks = [stackOf(), stackOf({ stack: 'envs/prod', lastScan: summary({ status: 'unknown' }) })];
    expect(list([record()], { stacks })).toContain('The last scan could not read envs/prod:');
  });

  it('keeps within the width but for addresses, which are never cut', () => {
    const long = record({
      difference: difference({ address: `module.${'very_'.repeat(20)}long.aws_sqs_queue.jobs` }),
    });
    for (const width of [60, 80, 120]) {
      const text = list([long, opened(1), opened(2, 'envs/prod')], {}, {}, { color: false, width });
      const wide = text.split('\n').filter((line) => stringWidth(line) > width);
      expect(wide.filter((line) => !line.includes('aws_') && !line.startsWith('Next:'))).toEqual([]);
      expect(text).toContain(long.difference.address);
    }
  });

  it('shows nothing that a terminal would act on, and forges no line', () => {
    const hostile = record({
      stack: HOSTILE,
      difference: difference({ address: HOSTILE, path: HOSTILE, reality: value(HOSTILE) }),
    });
    const stacks = [stackOf({ stack: HOSTILE, owner: HOSTILE, lastScan: null })];
    const other = record({
      ...hostile,
      fingerprint: 'b',
      difference: { ...hostile.difference, address: 'a.b' },
    });
    const text = list([hostile, other], { stacks });
    const json = jsonText(driftListJson(pageOf([hostile]), [], hour(1), context({ stacks })));
    for (const output of [text, json]) {
      expect(output.split('\n').filter((line) => /\p{Cc}|\p{Cf}|\u2028|^::|^## forged/u.test(line))).toEqual(
        [],
      );
    }
  });

  it('has colours only when asked for, and the same words with them', () => {
    const plain = list([record(), inState('accepted', { fingerprint: 'ffff' })]);
    const colored = list(
      [record(), inState('accepted', { fingerprint: 'ffff' })],
      {},
      {},
      { color: true, width: 120 },
    );
    expect(colored).not.toBe(plain);
    expect(colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')).toBe(plain);
  });
});

describe('an empty list of drift', () => {
  it('without any scan says that nothing is known, and how to begin', () => {
    const text = list([], { stacks: [] });
    expect(text).toContain('nothing is known');
    expect(text).toMatch(/Next: kedge scan\n$/);
  });

  it('after scans says how many stacks stand behind it, and since when', () => {
    expect(list([])).toContain(
      'No difference waits for anybody in 1 stack, last scanned 2026-03-01 12:00:00 UTC.',
    );
  });

  it('never speaks for a stack that could not be read', () => {
    expect(list([], { stacks: [stackOf({ lastScan: summary({ status: 'unknown' }) })] })).toContain(
      'The last scan could not read app',
    );
  });

  it('under flags, or behind the end, speaks of those only', () => {
    expect(list([], { filtered: true })).toContain('No difference fits these flags.');
    expect(list([], {}, { total: 3 })).toContain('The list ended before this page.');
  });
});

describe('the list as JSON', () => {
  it('has every record with its difference as the report writes it, and the groups', () => {
    const records = [opened(1), opened(2, 'envs/prod'), inState('accepted')];
    const json = driftListJson(
      pageOf(records, { total: 9, next: 'c' }),
      groupByCause(records),
      hour(50),
      context(),
    );
    expect(json).toMatchObject({
      version: '1.0',
      at: hour(50),
      total: 9,
      next: 'c',
      unread_stacks: [],
      groups: [{ first: '01aabbccdde1', differences: 2, resources: 2, stacks: 2 }],
    });
    const { differences } = json as { readonly differences: readonly object[] };
    expect(differences[2]).toEqual({
      fingerprint: 'a1b2c3d4e5f6',
      aliases: [],
      stack: 'app',
      owner: '@payments',
      state: 'accepted',
      age_ms: 50 * 3_600_000,
      first_seen: hour(0),
      last_seen: hour(0),
      opened_at: hour(0),
      decided_at: hour(0),
      closed_at: null,
      times_reopened: 0,
      toggles: [hour(0)],
      decision: 'D1',
      attention: [{ kind: 'acceptance_ends', until: '2026-03-05', days: 2 }],
      difference: difference(),
    });
  });
});
