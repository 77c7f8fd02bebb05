import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonEqual } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { auditHash, EMPTY_CHAIN, verifyChain } from './audit-chain.ts';
import type { ChainHead } from './audit-chain.ts';
import type { AuditEntry, AuditFacts } from './audit-entry.ts';
import { storableFacts } from './storable-facts.ts';

function chainOf(facts: readonly AuditFacts[]): { entries: AuditEntry[]; head: ChainHead } {
  let head = EMPTY_CHAIN;
  const entries = facts.map((one) => {
    const number = head.number + 1;
    const entry = {
      ...one,
      number,
      previous: head.hash,
      hash: auditHash(head.hash, number, one),
    };
    head = { number, hash: entry.hash };
    return entry;
  });
  return { entries, head };
}

const someFacts = fc
  .record({
    at: fc.constantFrom('2026-05-04T10:00:00.000Z', '2026-05-04T10:00:01.000Z'),
    actor: fc.string({ unit: 'binary', maxLength: 12 }),
    action: fc.constantFrom('decision.made', 'fix.applied'),
    subject: fc.string({ maxLength: 12 }),
    details: fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), fc.jsonValue(), { maxKeys: 4 }),
  })
  .map(({ details, ...rest }) => storableFacts({ ...rest, details: details as JsonObject }));

const someChain = fc.array(someFacts, { minLength: 3, maxLength: 8 }).map(chainOf);

/** One position of a chain of at least three. */
const at = fc.nat({ max: 7 });
const place = (index: number, entries: readonly AuditEntry[]): number => index % entries.length;

const problemAt = (result: ReturnType<typeof verifyChain>) =>
  'fault' in result ? [result.fault.wrong, result.fault.number] : 'nothing wrong';

describe('a chain of entries', () => {
  it('verifies as it was written, at once and page by page, and after a way through UTF-8 and JSON', () => {
    fc.assert(
      fc.property(someChain, fc.integer({ min: 1, max: 4 }), ({ entries, head }, size) => {
        expect(verifyChain(entries, head)).toStrictEqual({ verified: entries.length, head });
        const stored = JSON.parse(
          new TextDecoder().decode(new TextEncoder().encode(JSON.stringify(entries))),
        ) as AuditEntry[];
        let reached = EMPTY_CHAIN;
        for (let from = 0; from < stored.length; from += size) {
          const page = verifyChain(stored.slice(from, from + size), undefined, reached);
          expect(page).toMatchObject({ verified: Math.min(size, stored.length - from) });
          if ('head' in page) reached = page.head;
        }
        expect(verifyChain([], head, reached)).toStrictEqual({ verified: 0, head });
      }),
    );
  });

  it('any changed character of any field is named at its entry', () => {
    const fields = ['at', 'actor', 'action', 'subject', 'previous', 'hash'] as const;
    fc.assert(
      fc.property(
        someChain,
        at,
        fc.constantFrom(...fields),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        ({ entries, head }, index, field, where, character) => {
          const which = place(index, entries);
          const changed = entries.map((entry, i) => {
            if (i !== which) return entry;
            const cut = where % (entry[field].length + 1);
            return {
              ...entry,
              [field]: entry[field].slice(0, cut) + character + entry[field].slice(cut + 1),
            };
          });
          fc.pre(changed[which]?.[field] !== entries[which]?.[field]);
          expect(problemAt(verifyChain(changed, head))).toStrictEqual(['changed', which + 1]);
        },
      ),
    );
  });

  it('a changed number, and a changed, added or removed detail, is named at its entry', () => {
    fc.assert(
      fc.property(
        someChain,
        at,
        fc.string(),
        fc.jsonValue(),
        fc.integer({ min: 1, max: 99 }),
        ({ entries, head }, index, key, value, number) => {
          const which = place(index, entries);
          const entry = entries[which];
          fc.pre(entry !== undefined && number !== entry.number);
          const details = { ...entry.details, [key]: value } as JsonObject;
          fc.pre(!jsonEqual(details, entry.details));
          expect(problemAt(verifyChain(entries.with(which, { ...entry, details }), head))).toStrictEqual([
            'changed',
            which + 1,
          ]);
          expect(problemAt(verifyChain(entries.with(which, { ...entry, number }), head))).toStrictEqual([
            'changed',
            which + 1,
          ]);
        },
      ),
    );
  });

  it('a removed entry is named, also the first, and the last by the head that is kept apart', () => {
    fc.assert(
      fc.property(someChain, at, ({ entries, head }, index) => {
        const which = place(index, entries);
        const wrong = which === entries.length - 1 ? 'cut off at the end' : 'missing';
        expect(problemAt(verifyChain(entries.toSpliced(which, 1), head))).toStrictEqual([wrong, which + 1]);
      }),
    );
  });

  it('of two entries that changed places the first place is named', () => {
    fc.assert(
      fc.property(someChain, at, at, ({ entries, head }, one, other) => {
        const [first = 0, second = 0] = [place(one, entries), place(other, entries)].toSorted(
          (a, b) => a - b,
        );
        const [a, b] = [entries[first], entries[second]];
        fc.pre(first !== second && a !== undefined && b !== undefined);
        const swapped = entries.with(first, b).with(second, a);
        expect(problemAt(verifyChain(swapped, head))).toStrictEqual(['reordered', first + 1]);
      }),
    );
  });

  it('an entry that was rewritten together with its hash is named, also where it is the last', () => {
    fc.assert(
      fc.property(someChain, at, ({ entries, head }, index) => {
        const which = place(index, entries);
        const entry = entries[which];
        fc.pre(entry !== undefined);
        const facts = { ...entry, actor: `${entry.actor}!` };
        const rewritten = { ...facts, hash: auditHash(entry.previous, entry.number, facts) };
        expect(problemAt(verifyChain(entries.with(which, rewritten), head))).toStrictEqual([
          'changed',
          which + 1,
        ]);
      }),
    );
  });

  it('entries past the known end are named, and a whole other chain is not taken for this one', () => {
    const facts = { at: '2026-05-04T10:00:00.000Z', actor: 'Ana', action: 'a', subject: 's', details: {} };
    const { entries } = chainOf([facts, facts, facts]);
    const two = chainOf([facts, facts]);
    expect(problemAt(verifyChain(entries, two.head))).toStrictEqual(['added at the end', 3]);
    expect(problemAt(verifyChain([], two.head))).toStrictEqual(['cut off at the end', 1]);
    expect(problemAt(verifyChain(two.entries, EMPTY_CHAIN))).toStrictEqual(['added at the end', 1]);
    const other = chainOf([facts, { ...facts, actor: 'Ben' }]);
    expect(problemAt(verifyChain(other.entries, two.head))).toStrictEqual(['changed', 2]);
    expect(problemAt(verifyChain(entries.slice(1)))).toStrictEqual(['missing', 1]);
  });

  it('a run of removed entries is told as one', () => {
    const facts = { at: '2026-05-04T10:00:00.000Z', actor: 'Ana', action: 'a', subject: 's', details: {} };
    const { entries } = chainOf([facts, facts, facts, facts, facts]);
    expect(verifyChain(entries.toSpliced(1, 3))).toMatchObject({
      fault: { number: 2, sentence: 'Entries 2 to 4 are missing from the audit log: entry 5 comes next.' },
    });
  });
});

describe('the hash of an entry', () => {
  it('does not depend on the order of keys, and tells apart what is not the same', () => {
    const facts = { at: 'now', actor: 'Ana', action: 'a', subject: 's' };
    const hash = (details: JsonObject) => auditHash(EMPTY_CHAIN.hash, 1, { ...facts, details });
    expect(hash({ a: 1, b: { d: [1, 2], c: null } })).toBe(hash({ b: { c: null, d: [1, 2] }, a: 1 }));
    const different: readonly JsonObject[] = [
      {},
      { a: 1 },
      { a: '1' },
      { a: true },
      { a: 'true' },
      { a: null },
      { a: 'null' },
      { a: [] },
      { a: {} },
      { a: '' },
      { a: [1, 2] },
      { a: [2, 1] },
      { a: [[1], 2] },
      { a: [1, [2]] },
      { a: '1,2' },
      { a: 1, b: 2 },
      { 'a":1,"b': 2 },
      { a: 'é' },
      { a: 'e\u0301' },
      { a: '\\u00e9' },
      { a: '\n' },
      { a: '\\n' },
      { a: 0.1 },
      { a: 0.30000000000000004 },
      { a: 0.3 },
    ];
    expect(new Set(different.map(hash)).size).toBe(different.length);
  });

  it('what storage cannot keep is replaced before it is hashed', () => {
    const facts = storableFacts({
      at: 'now',
      actor: 'Ana\ud800',
      action: 'a\0b',
      subject: 's',
      details: { half: ['\udc00'], zero: -0, none: Number.NaN, gone: undefined } as unknown as JsonObject,
    });
    expect(facts).toStrictEqual({
      at: 'now',
      actor: 'Ana\ufffd',
      action: 'a\ufffdb',
      subject: 's',
      details: { half: ['\ufffd'], zero: 0, none: null },
    });
  });
});
