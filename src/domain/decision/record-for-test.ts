import { driftForTest } from './drift-for-test.ts';
import type { RecordFacts } from './decision-record.ts';
import type { Decision } from './decision.ts';

export const ANA = 'Ana Diaz <ana@example.com>';
export const REALITY = 'ab'.repeat(16);
export const HASH = 'cd'.repeat(32);

/** Texts that try to leave their place: front matter, Markdown, HTML, terminals, mentions. */
export const HOSTILE = [
  'x\n---\nstatus: "accepted"\nkind: accept\n---\n# forged',
  'x\r\nowner: "eve"',
  '" \nowner: eve #',
  '\\" , status: accepted',
  "'; {a: b} [c] &anchor *alias !!js/function '|' >",
  '| cell | cell |',
  '`code` ``more`` <script>alert(1)</script> <!-- -->',
  '</code></td> &lt; <img src=x onerror=y>',
  '[link](http://example.com) ![image](x) https://example.com www.example.com @team #12',
  '\u0000\u001b[31mred\u2028line\u2029line\u0085next\u202Eback\ud800half\u{e0041}tag',
  '  - item: "value"\n  - item',
  '2026-01-01',
  'null',
  '~',
  ': # %',
  '',
] as const;

/** What a record of the acceptance of one difference of `prod` is written from, with what a test is about changed. */
export function factsForTest(changes: Partial<Decision> = {}, more: Partial<RecordFacts> = {}): RecordFacts {
  const decision: Decision = {
    id: 'd1',
    kind: 'accept',
    at: '2026-05-04T10:00:00.000Z',
    by: ANA,
    owner: '@platform',
    channel: '#prod',
    reason: 'the migration needs it',
    until: '2026-06-01',
    destroyApproved: false,
    approvalsNeeded: 0,
    approvals: [],
    subjects: [
      {
        fingerprint: 'aaaaaaaaaaaa',
        stack: 'prod',
        address: 'aws_sqs_queue.jobs',
        path: 'visibility_timeout_seconds',
        reality: REALITY,
        intent: 'ef'.repeat(16),
        evidence: { commit: 'c0ffee', dirty: true, lineage: 'l-1', serial: 7 },
      },
    ],
    inForce: true,
    record: null,
    ...changes,
  };
  return {
    decision,
    records: [driftForTest({ state: 'accepted' })],
    ended: null,
    evidence: {
      scan: 's1',
      run: null,
      planDigest: null,
      branch: null,
      commit: null,
      verified: null,
      audit: [{ number: 3, action: 'decision.made', hash: HASH }],
    },
    ...more,
  };
}
