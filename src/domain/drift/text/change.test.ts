import { describe, expect, it } from 'vitest';
import { changeLine, changeOf, codeSays } from './change.ts';
import { difference, value } from '#cli/report/sample-builders.ts';

const line = (given: Parameters<typeof difference>[0]): string => changeLine(difference(given), 80);

describe('what a difference says', () => {
  it('reads from what was remembered to what is', () => {
    expect(line({})).toBe('2 -> 50');
  });

  it('reads from reality to code when the code is ahead', () => {
    expect(line({ class: 'unapplied_code', reality: value(1), memory: value(1), intent: value(9) })).toBe(
      '1 -> 9',
    );
  });

  it('adds what the code says when that is a third value', () => {
    expect(line({ intent: value(3) })).toBe('2 -> 50 (code says 3)');
    expect(codeSays(difference({ intent: { kind: 'unknown' } }))).toBe('code says (known after apply)');
    expect(codeSays(difference({ intent: { kind: 'unset' } }))).toBeNull();
  });

  it('sees no third value in a document that is only written differently', () => {
    const given = {
      memory: value('{"a":1,"b":2}'),
      intent: value('{ "b": 2, "a": 1 }'),
      reality: value('{}'),
    };
    expect(codeSays(difference(given))).toBeNull();
  });

  it('calls a whole resource by what happened to it', () => {
    expect(line({ class: 'deleted', path: '', change: 'removed' })).toBe('deleted');
    expect(line({ class: 'unapplied_code', path: '', change: 'added' })).toBe('in the code, not created yet');
    expect(line({ class: 'unapplied_code', path: '', change: 'removed' })).toBe(
      'gone from the code, still there',
    );
  });

  it('shows the values of an output that came or went', () => {
    const came = { resource_type: 'output', path: '', change: 'added', memory: { kind: 'absent' } } as const;
    expect(line({ ...came, class: 'output_effect', reality: value('10.0.0.1') })).toBe('added "10.0.0.1"');
  });

  it('shows of secrets only whether they changed', () => {
    const secret = (digest: string) => ({ kind: 'secret', digest }) as const;
    expect(line({ memory: secret('a'), reality: secret('b'), intent: secret('a') })).toBe(
      '(sensitive, changed)',
    );
    expect(line({ memory: secret('a'), reality: secret('b'), intent: secret('c') })).toBe(
      '(sensitive, changed) (code says another sensitive value)',
    );
    expect(line({ memory: { kind: 'absent' }, reality: secret('b'), intent: { kind: 'unset' } })).toBe(
      'added (sensitive)',
    );
  });

  it('treats texts of several lines as lines, but not a line end at the end', () => {
    expect(changeOf(difference({ memory: value('a\nb'), reality: value('a\nc') })).kind).toBe('lines');
    expect(changeOf(difference({ memory: value('a'), reality: value('a\n') })).kind).toBe('pair');
  });

  it('names the places of a document that changed', () => {
    const changed = difference({
      intent: value(2),
      document_changes: [{ path: 'Statement[0].Action', before: value('a'), after: value('b') }],
    });
    expect(changeLine(changed, 80)).toBe('document changed in 1 place: Statement[0].Action "a" -> "b"');
  });
});
