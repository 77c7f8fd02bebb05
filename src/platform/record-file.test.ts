import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decisionRecord, type RecordFacts } from '#domain/decision/decision-record.ts';
import type { Decision } from '#domain/decision/decision.ts';
import { driftForTest } from '#domain/decision/drift-for-test.ts';
import { factsForTest, HASH, HOSTILE, REALITY } from '#domain/decision/record-for-test.ts';
import { parseDecisionRecord } from './record-file.ts';

const record = (changes: Partial<Decision> = {}, more: Partial<RecordFacts> = {}) =>
  decisionRecord(factsForTest(changes, more));

const headOf = (text: string): unknown => {
  const read = parseDecisionRecord(text);
  return 'head' in read ? read.head : read;
};

describe('the text of a record', () => {
  it('tells what was found, decided, follows and proves it', () => {
    expect(record().text).toBe(`---
kedge: "decision/1"
decision: "d1"
status: "accepted"
date: "2026-05-04"
decision-makers:
  - "Ana Diaz <ana@example.com>"
consulted: []
informed:
  - "#prod"
owner: "@platform"
channel: "#prod"
kind: "accept"
scope: "team"
reason: "the migration needs it"
until: "2026-06-01"
measure:
  metric: "of these, those that are reported"
  baseline: 1
  target: 0
  window: "until 2026-06-01"
stop_conditions:
  - "the real value changes further: then it is reported again"
  - "2026-06-01 has passed"
stacks:
  - "prod"
fingerprints:
  - "aaaaaaaaaaaa"
baselines:
  - fingerprint: "aaaaaaaaaaaa"
    stack: "prod"
    address: "aws_sqs_queue.jobs"
    path: "visibility_timeout_seconds"
    reality: "${REALITY}"
    intent: "${'ef'.repeat(16)}"
    until: "2026-06-01"
---

# Accept aws_sqs_queue.jobs visibility_timeout_seconds

## Context

Kedge found 1 difference between code, state and reality.

| Stack | Place | Class | Severity | Code | State | Reality | Since | Now |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| \`prod\` | \`aws_sqs_queue.jobs\` \`visibility_timeout_seconds\` | conflict | medium | \`30\` | \`30\` | \`90\` | 2026-05-04 | accepted |

## Decision

- What: **accept**: it stays as it is, silently, until a day or until it changes further.
- Why: the migration needs it
- Who: Ana Diaz &#60;ana&#64;&#8203;example.com&#62; on 2026-05-04T10:00:00.000Z
- Owner: &#64;&#8203;platform, in &#35;&#8203;prod
- Until: 2026-06-01, that day included
- Now: accepted (accepted as it is until a day)

## Consequences

- the real value changes further: then it is reported again
- 2026-06-01 has passed

## Evidence

- Scan: \`s1\`
- \`prod\` as it was decided about: commit \`c0ffee\` with changes that were not committed, state \`l-1\` serial 7
- Audit entry 3 (decision.made): \`${HASH}\`
- Fingerprints: \`aaaaaaaaaaaa\`
`);
  });

  it('tells how it ended, and by what that is known', () => {
    const { text } = record(
      { kind: 'revert', until: null, destroyApproved: true },
      {
        records: [driftForTest({ state: 'verified' })],
        ended: { how: 'carried out', at: '2026-05-04T11:00:00.000Z' },
        evidence: {
          ...factsForTest().evidence,
          run: 'r1',
          planDigest: HASH,
          verified: { at: '2026-05-04T11:00:00.000Z', resourcesRead: 12 },
        },
      },
    );
    expect(text).toContain('- Ended: carried out on 2026-05-04T11:00:00.000Z\n');
    expect(text).toContain('- Destroying or replacing the resources is part of it.\n');
    expect(text).toContain(`- Plan that was applied, SHA-256: \`${HASH}\`\n`);
    expect(text).toContain('- Fresh read: 2026-05-04T11:00:00.000Z, 12 resources read\n');
    expect(headOf(text)).toMatchObject({ status: 'accepted', kind: 'revert' });
  });

  it('shows nothing of a secret but its digest', () => {
    const secret = { kind: 'secret', digest: 'd1gest' } as const;
    const sides = { memory: { kind: 'unset' }, intent: { kind: 'unknown' }, reality: secret } as const;
    const { text } = record({}, { records: [driftForTest({ difference: sides })] });
    expect(text).toContain('| known after apply | not set | secret (digest `d1gest`) |');
  });

  it.each([
    ['accepted while it stands', {}, {}, 'accepted'],
    ['proposed while it needs a second person', { approvalsNeeded: 1 }, {}, 'proposed'],
    [
      'accepted after the approval',
      { approvalsNeeded: 1, approvals: [{ by: 'Ben', at: '2026-05-04T10:30:00.000Z', reason: null }] },
      {},
      'accepted',
    ],
    ['deprecated once it is taken back', {}, { ended: { how: 'withdrawn', at: '2026-05-05' } }, 'deprecated'],
    [
      'deprecated once it changed further',
      {},
      { ended: { how: 'changed further', at: '2026-05-05' } },
      'deprecated',
    ],
  ] as const)('is %s', (_what, changes, more, status) => {
    expect(headOf(record(changes, more).text)).toMatchObject({ status });
  });

  it('holds an acceptance to the fingerprint that scans give, which a move may have changed', () => {
    const moved = driftForTest({ fingerprint: 'aaaaaaaaaaaa', difference: { fingerprint: 'bbbbbbbbbbbb' } });
    expect(headOf(record({}, { records: [moved] }).text)).toMatchObject({
      baselines: [{ fingerprint: 'bbbbbbbbbbbb' }],
    });
  });
});

describe('a hostile text', () => {
  it.each(HOSTILE)('stays in its field and forges nothing: %j', (text) => {
    const well = text.toWellFormed();
    const subject = { ...factsForTest().decision.subjects[0], address: text, path: text, stack: text };
    const { text: file } = decisionRecord(
      factsForTest(
        { reason: text, owner: text, channel: text, by: text, subjects: [subject as never] },
        { records: [driftForTest({ stack: text, difference: { reality: { kind: 'value', value: text } } })] },
      ),
    );
    const lines = file.split('\n');
    expect(lines.filter((line) => line === '---')).toHaveLength(2);
    expect(lines[0]).toBe('---');
    const front = parse(file.split(/^---$/m)[1] ?? '') as Record<string, unknown>;
    expect(front).toMatchObject({
      status: 'accepted',
      kind: 'accept',
      reason: well,
      owner: well,
      channel: well,
      'decision-makers': [well],
      stacks: [well],
      baselines: [{ address: well, path: well, stack: well, fingerprint: 'aaaaaaaaaaaa' }],
    });
    expect(Object.keys(front)).toEqual(Object.keys(parse(record().text.split(/^---$/m)[1] ?? '') as object));
    const body = lines.slice(lines.indexOf('---', 1) + 1);
    expect(body.filter((line) => line.startsWith('#'))).toHaveLength(5);
    const rows = body.filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.split('|').length)).toEqual([11, 11, 11]);
    const words = body.join('\n').replaceAll(/<code>[^<>]*<\/code>|`[^`\n]*`/g, '');
    expect(words).not.toMatch(/[<>`]|\]\(|https?:\/\/|www\.e/);
    expect(file.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202E]/u);
  });
});
