import { describe, expect, it } from 'vitest';
import { compileSeverityRules, severityOf, subjectOf } from './severity-rules.ts';
import type { SeverityRule, SeverityVerdict, SubjectExample } from './severity-rules.ts';

const rule = (when: string, id = 'mine'): SeverityRule => ({ id, when, severity: 'critical', why: 'so' });

const alarm: SubjectExample = {
  type: 'aws_cloudwatch_metric_alarm',
  path: 'threshold',
  before: 2,
  after: 50,
};

function judge(when: string, example: SubjectExample = alarm): SeverityVerdict {
  const { rules, problems } = compileSeverityRules([rule(when)]);
  expect(problems).toEqual([]);
  return severityOf(rules, subjectOf(example));
}

const matches = (when: string, example?: SubjectExample): boolean => judge(when, example).rule === 'mine';

describe('conditions', () => {
  it.each([
    'after > 2',
    'after == 50 && before == 2.0',
    'after in [49, 50]',
    'resource.type == "aws_cloudwatch_metric_alarm"',
    'resource.type.startsWith("aws_") && attribute == "threshold"',
    'resource.address == "aws_cloudwatch_metric_alarm.example"',
    'path.matches("^thresh")',
    'class == "conflict" && change == "changed" && stack == "example"',
    'grew(before, after) && !shrank(before, after)',
    '[1, 50].exists(n, n == after)',
    'before_doc == null',
    'values == {} && element == null',
    'type(after) == double',
    'intent == before',
    'path.upperAscii() == "THRESHOLD"',
  ])('see the difference: %s', (when) => {
    expect(judge(when)).toEqual({ severity: 'critical', rule: 'mine', why: 'so', problems: [] });
  });

  it('see JSON documents inside texts', () => {
    const policy = { type: 'aws_iam_policy', path: 'policy', before: '{"a":[1,{"b":2}]}', after: '[broken' };
    expect(matches('before_doc.a[1].b == 2 && after_doc == null', policy)).toBe(true);
  });

  it('see the last attribute of a path, whatever its keys hold', () => {
    expect(matches('leaf == "encrypted"', { ...alarm, path: 'disk[0].encrypted' })).toBe(true);
    expect(matches('leaf == "tags" && attribute == "tags"', { ...alarm, path: 'tags["a.b\\"]"]' })).toBe(
      true,
    );
    expect(matches('leaf == "" && path == ""', { ...alarm, path: '' })).toBe(true);
  });

  it('search values to any depth with mentions', () => {
    const after = { list: [{ key: 'deep needle' }, null, 7], flag: false };
    expect(matches('mentions(after, "needle")', { ...alarm, after })).toBe(true);
    expect(
      matches('mentions(after, "flag") && mentions(after, "false") && mentions(after, "7")', {
        ...alarm,
        after,
      }),
    ).toBe(true);
    expect(matches('mentions(after, "absent")', { ...alarm, after })).toBe(false);
    expect(matches('empty(after)', { ...alarm, after: {} })).toBe(true);
  });

  it('take objects with dangerous keys as plain data', () => {
    const after = JSON.parse('{"constructor":{"name":"x"},"$typeName":"y","__proto__":1,"toString":2}') as {};
    expect(
      matches('after.constructor.name == "x" && after["$typeName"] == "y" && "__proto__" in after', {
        ...alarm,
        after,
      }),
    ).toBe(true);
  });

  it('keep long texts of digits and large numbers as they are', () => {
    expect(
      matches('after == "123456789012345678901234567890"', {
        ...alarm,
        after: '123456789012345678901234567890',
      }),
    ).toBe(true);
    expect(matches('after > 9007199254740991', { ...alarm, after: 1e300 })).toBe(true);
  });
});

describe('rules that cannot be compiled', () => {
  it.each([
    ['after >', 'not valid CEL at character'],
    ['', 'not valid CEL'],
    ['after >\n 2 2', 'line 2'],
    ['resorce.type == "x"', 'There is no `resorce`. Did you mean `resource`?'],
    ['resource.typ == "x"', 'There is no `resource.typ`. Did you mean `resource.type`?'],
    ['has(resource.kind)', 'There is no `resource.kind`.'],
    ['[1].exists(n, m == 1)', 'There is no `m`.'],
    ['mention(after, "x")', 'There is no function `mention`.'],
    ['after.contain("x")', 'There is no function `contain`.'],
    ['true && {"a": afte}.a == 1', 'Did you mean `after`?'],
  ])('are left out and say why: %s', (when, sentence) => {
    const { rules, problems } = compileSeverityRules([rule(when, 'bad'), rule('true', 'good')]);
    expect(rules.map((compiled) => compiled.id)).toEqual(['good']);
    expect(problems).toEqual([{ id: 'bad', message: expect.stringContaining(sentence) as string }]);
  });
});

describe('the severity of a difference', () => {
  it('comes from the first rule that matches', () => {
    const { rules } = compileSeverityRules([
      { id: 'first', when: 'after == 51', severity: 'low', why: 'a' },
      { id: 'second', when: 'after == 50', severity: 'high', why: 'b' },
      { id: 'third', when: 'true', severity: 'critical', why: 'c' },
    ]);
    expect(severityOf(rules, subjectOf(alarm))).toMatchObject({ severity: 'high', rule: 'second', why: 'b' });
  });

  it.each([
    ['conflict', 'medium'],
    ['deleted', 'high'],
    ['output_effect', 'low'],
    ['absorbed', 'low'],
    ['unapplied_code', 'low'],
  ] as const)('falls back to the class: %s is %s', (driftClass, severity) => {
    expect(severityOf([], subjectOf({ ...alarm, class: driftClass }))).toMatchObject({
      severity,
      rule: `class/${driftClass}`,
      problems: [],
    });
  });

  it.each([
    ['after.missing == 1', 'missing', { after: { there: 1 } }],
    ['after > 2', 'null_type', { after: null }],
    ['after', 'no true or false', { after: 1 }],
    ['before / 0 > 1 && after.x', 'cannot be decided', {}],
  ])('passes over a rule that cannot be decided, and names it: %s', (when, sentence, change) => {
    const { severity, rule: used, problems } = judge(when, { ...alarm, ...change });
    expect([severity, used]).toEqual(['medium', 'class/conflict']);
    expect(problems).toEqual([{ id: 'mine', message: expect.stringContaining(sentence) as string }]);
  });

  it('is the same with and without the quick check of fixed texts', () => {
    const conditions = [
      'resource.type == "aws_cloudwatch_metric_alarm" && after > 2',
      'resource.type == "other" && after.missing',
      'attribute in ["threshold", "period"] && class == "conflict"',
      'attribute in ["period"] || after > 2',
      '!(attribute == "period") && leaf in ["threshold"]',
      'before == "text" && true',
      '(attribute == "period" && after.x) || (class == "deleted" && after.y)',
      '(attribute == "period" && after.x) || (class == "conflict" && after > 2)',
      'attribute == "period" || after.missing',
      '(attribute == "period" || class == "deleted") && after.missing',
      'before == "text" || class == "deleted"',
      '"threshold" == attribute && change in ["changed"]',
    ];
    for (const when of conditions) {
      const { rules } = compileSeverityRules([rule(when)]);
      const unguarded = rules.map((compiled) => ({
        ...compiled,
        condition: { ...compiled.condition, guards: [] },
      }));
      expect(severityOf(rules, subjectOf(alarm))).toEqual(severityOf(unguarded, subjectOf(alarm)));
    }
  });

  it('does not evaluate a rule whose fixed texts differ', () => {
    expect(judge('resource.type == "other" && after.missing == 1').problems).toEqual([]);
  });
});
