import { describe, expect, it } from 'vitest';
import { scanAt, hour, difference } from '#domain/drift/life/sample-life.ts';
import type { FixResult } from '#workflows/fix-request.ts';
import { EXIT } from './exit-code.ts';
import { fixExitCode, fixResultJson, fixResultText } from './fix-text.ts';

const look = { color: false, width: 100 };
const { report } = scanAt(hour(1));
const proof = { engine: 'terraform 1.11.4', resourcesRead: 8, left: 0 };
const origins = [{ fingerprint: 'f', what: 'default of variable "limit"', file: '/r/main.tf', line: 3 }];

const RESULTS: Readonly<Record<FixResult['kind'], FixResult>> = {
  verified: { kind: 'verified', run: 'r1', report },
  refused: {
    kind: 'refused',
    refusals: [{ code: 'state_moved', sentence: 'The state moved.', next: 'Scan again.' }],
  },
  not_confirmed: { kind: 'not_confirmed', why: 'It was a dry run.' },
  not_verified: { kind: 'not_verified', run: 'r1', seen: [difference()], detail: null },
  unverified: { kind: 'unverified', run: 'r1', detail: 'no credentials' },
  proposed: {
    kind: 'proposed',
    run: 'r1',
    branch: 'kedge/adopt-a1b2',
    commit: '0123456789abcdef',
    pushedTo: null,
    pushProblem: null,
    origins,
    proof,
    patch: '',
  },
  patch: { kind: 'patch', patch: 'diff --git a b\n', origins, proof },
};

const text = (kind: FixResult['kind']): string =>
  fixResultText({ stack: 'app', kind: 'revert', result: RESULTS[kind] }, look);

describe('how a fix ended', () => {
  it('has an exit code of its own for what is settled, refused, still there and not known', () => {
    const codes = Object.values(RESULTS).map((result) => [result.kind, fixExitCode(result)]);
    expect(Object.fromEntries(codes)).toEqual({
      verified: EXIT.inSync,
      proposed: EXIT.inSync,
      patch: EXIT.inSync,
      refused: EXIT.refused,
      not_confirmed: EXIT.refused,
      not_verified: EXIT.drift,
      unverified: EXIT.unknown,
    });
  });

  it('says that nothing was changed wherever nothing was', () => {
    expect(text('refused')).toContain('nothing was changed');
    expect(text('not_confirmed')).toContain('nothing was changed');
    expect(text('patch')).toContain('Nothing was written');
  });

  it('calls only a clean fresh read verified, with the number of resources behind it', () => {
    expect(text('verified')).toContain(`a fresh read of ${report.resources_read} resources is clean`);
    for (const kind of ['refused', 'not_confirmed', 'not_verified', 'proposed', 'patch'] as const) {
      expect(text(kind)).not.toContain('Verified');
    }
  });

  it('names the run to resume when nobody knows what was done', () => {
    expect(text('unverified')).toContain('kedge fix --resume r1');
  });

  it('gives the reason of a refusal, its code and the next step', () => {
    expect(text('refused')).toMatch(/The state moved\. \(state_moved\)\n\s+-> Scan again\./);
  });

  it('tells where the code was edited and what proves it', () => {
    expect(text('proposed')).toContain('default of variable "limit" at /r/main.tf:3');
    expect(text('proposed')).toContain('terraform 1.11.4 read 8 resources');
  });

  it('says in JSON what it says in words', () => {
    for (const result of Object.values(RESULTS)) {
      expect(fixResultJson({ stack: 'app', kind: 'revert', result })).toMatchObject({
        stack: 'app',
        result: result.kind,
      });
    }
  });
});
