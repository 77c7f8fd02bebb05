import { describe, expect, it } from 'vitest';
import type { FoundParts } from './real-parts.ts';
import { objection, partsNamed, reasonOf, requiredParts, type Skip } from './skip-rules.ts';

const skip = (...titles: readonly string[]): Skip => ({ titles, note: null });
const parts: FoundParts = {
  terraform: '/bin/terraform',
  tofu: null,
  'aws-provider': null,
  moto: '/bin/moto_server',
  'aws-cli': null,
  chromium: null,
  git: null,
  postgres: null,
  prometheus: null,
  corpus: null,
};

describe('the reason of a skipped test', () => {
  it('stands in brackets at the end of the nearest name that has one', () => {
    expect(reasonOf(skip('plans (needs the corpus: set IT)', 'all read'))).toBe('needs the corpus: set IT');
    expect(reasonOf(skip('a (needs x)', 'b (takes an hour)'))).toBe('takes an hour');
    expect(reasonOf(skip('cloud (needs moto: run it (pip install "moto[server]"))', 'works'))).toBe(
      'needs moto: run it (pip install "moto[server]")',
    );
  });

  it('is what the test said itself when it skipped in the middle', () => {
    expect(reasonOf({ titles: ['a (needs x)'], note: 'no network' })).toBe('no network');
  });

  it('is missing when no name has one', () => {
    expect(reasonOf(skip('plans (of old)  and new', 'read'))).toBeNull();
  });
});

describe('the parts that a skip names', () => {
  it('are those of its reason, and those of its names when the reason only points there', () => {
    expect(partsNamed(skip('terraform alike (needs moto and the AWS CLI)'))).toEqual(['moto', 'aws-cli']);
    expect(partsNamed(skip('the adapter over tofu (needs it on the PATH)'))).toEqual(['tofu']);
    expect(partsNamed(skip('as a plain user (needs a user that is not root)'))).toEqual([]);
  });
});

describe('a skip', () => {
  const ci = requiredParts({ CI: 'true' }, parts);

  it('is fine where nobody forbids it', () => {
    for (const env of [{}, { CI: 'false' }, { CI: 'true', KEDGE_FORBID_SKIPS: '0' }]) {
      expect(objection(skip('no reason at all'), requiredParts(env, parts))).toBeNull();
    }
  });

  it('fails a run of CI when what it says is missing is there', () => {
    expect(objection(skip('engine (needs terraform)'), ci)).toBe('terraform is here');
    expect(objection(skip('real (needs terraform and moto)'), ci)).toBe('terraform and moto are here');
  });

  it('passes in CI when one thing that it needs is missing, or its reason is of another kind', () => {
    expect(objection(skip('real (needs terraform and hashicorp/aws)'), ci)).toBeNull();
    expect(objection(skip('ports (needs a user that is not root)'), ci)).toBeNull();
  });

  it('fails a run of CI when it gives no reason', () => {
    expect(objection(skip('someday'), ci)).toMatch(/no reason/);
  });

  it('fails when it names a part that a list says is there', () => {
    const required = requiredParts({ KEDGE_FORBID_SKIPS: 'tofu, corpus' }, parts);
    expect(objection(skip('over tofu (needs it on the PATH)'), required)).toBe('tofu is here');
    expect(objection(skip('engine (needs terraform)'), required)).toBeNull();
  });

  it('cannot be forbidden for a part that does not exist', () => {
    expect(() => requiredParts({ KEDGE_FORBID_SKIPS: 'terrafrom' }, parts)).toThrow('"terrafrom"');
  });
});
