import { describe, expect, it } from 'vitest';
import type { AddressMove } from '../origin-address.ts';
import type { StackScan } from './scan-record.ts';
import {
  FINGERPRINT,
  difference,
  follow,
  hour,
  inState,
  one,
  scanAt,
  shows,
  takes,
  value,
} from './sample-life.ts';

const F = FINGERPRINT;
const found = difference();

describe('a resource whose moved block has left the code', () => {
  const moves = [{ from: 'aws_sqs_queue.a', to: 'aws_sqs_queue.b' }];
  const before = { ...found, address: 'aws_sqs_queue.b', path: 'delay_seconds' };
  const now = { ...before, fingerprint: 'bbbbbbbbbbbb' };

  it('keeps its record under its first fingerprint, with the new one as an alias', () => {
    const result = follow(
      [inState('accepted', { difference: before })],
      takes(3, 'accepted', 'x', now),
      null,
      moves,
    );
    expect(one(result)).toMatchObject({ fingerprint: F, aliases: ['bbbbbbbbbbbb'], state: 'accepted' });
    expect(result.events).toMatchObject([{ kind: 'moved', evidence: { alias: 'bbbbbbbbbbbb' } }]);
  });

  it('is known by the alias from then on, without another word', () => {
    const known = inState('open', { fingerprint: F, difference: now, aliases: ['bbbbbbbbbbbb'] });
    const result = follow([known], shows(4, now), null, moves);
    expect(one(result)).toMatchObject({ fingerprint: F, lastSeen: hour(4) });
    expect(result.events).toEqual([]);
  });

  it('is found by every move that scans have told, also when it was last seen before the first', () => {
    const chain = [...moves, { from: 'aws_sqs_queue.b', to: 'module.q.aws_sqs_queue.c' }];
    const old = inState('resolved', { difference: { ...before, address: 'aws_sqs_queue.a' } });
    const result = follow([old], shows(3, { ...now, address: 'module.q.aws_sqs_queue.c' }), null, chain);
    expect(one(result)).toMatchObject({ fingerprint: F, state: 'open', timesReopened: 1 });
  });

  it('is not mixed up without a move, nor with another path or class', () => {
    const known = [inState('open', { difference: before })];
    const states = (scan: StackScan, told = moves) =>
      follow(known, scan, null, told).records.map(({ fingerprint, state }) => `${fingerprint} ${state}`);
    const apart = ['bbbbbbbbbbbb open', `${F} resolved`];
    expect(states(shows(3, now), [])).toEqual(apart);
    expect(states(shows(3, { ...now, path: 'name' }))).toEqual(apart);
    expect(states(shows(3, { ...now, class: 'absorbed' }))).toEqual(apart);
  });

  it('does not hand a decision from one element of a list to another in its position', () => {
    const first = { ...before, path: 'rule[0]', reality: value('10.0.0.0/8') };
    const known = [inState('approved', { difference: first })];
    const other = { ...first, fingerprint: 'bbbbbbbbbbbb', reality: value('0.0.0.0/0') };
    expect(follow(known, shows(3, other), null, moves).records).toHaveLength(2);
    const same = { ...first, fingerprint: 'bbbbbbbbbbbb' };
    expect(one(follow(known, shows(3, same), null, moves))).toMatchObject({
      fingerprint: F,
      state: 'approved',
    });
  });

  it('never takes the record of a difference that the scan shows under its own fingerprint', () => {
    const known = [inState('accepted', { difference: before })];
    const result = follow(known, shows(3, now, { ...before, address: 'aws_sqs_queue.a' }), null, moves);
    expect(result.records.map(({ fingerprint }) => fingerprint).toSorted()).toEqual([F, 'bbbbbbbbbbbb']);
  });

  it('is followed by moves that outlive their blocks, the newer of two ways winning', () => {
    const told = (known: readonly AddressMove[], ...more: AddressMove[]) =>
      follow([], scanAt(hour(3), { moves: more }), null, known).moves;
    expect(told(moves)).toEqual(moves);
    expect(told(moves, ...moves)).toEqual(moves);
    const back = { from: 'aws_sqs_queue.b', to: 'aws_sqs_queue.a' };
    expect(told(moves, back)).toEqual([back]);
  });
});
