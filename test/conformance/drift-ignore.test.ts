import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchIgnore, parseDriftIgnore } from '#domain/policy/drift-ignore.ts';
import { corpusFolder } from '#test/corpus.ts';

const corpus = corpusFolder();

const read = (folder: string, file = '.driftignore'): ReturnType<typeof parseDriftIgnore> =>
  parseDriftIgnore(readFileSync(join(corpus ?? '', 'driftignore', folder, file), 'utf8'));

/** driftctl knows a resource by type and id alone, so the name and the address stay out of the way here. */
function ignored(
  rules: ReturnType<typeof parseDriftIgnore>['rules'],
  type: string,
  id: string,
  path: readonly string[] = [],
): boolean {
  const subject = { type, name: 'n', id, address: `${type}.n`, path };
  return matchIgnore(rules, subject, '2026-01-01').ignored;
}

describe.skipIf(corpus === null)('driftctl ignore files (needs the public corpus: set KEDGE_CORPUS)', () => {
  it('ignore nothing when empty', () => {
    const { rules, problems } = read('drift_ignore_empty');
    expect([rules, problems]).toEqual([[], []]);
    expect(ignored(rules, 'type1', 'id1')).toBe(false);
  });

  it('ignore everything with one star', () => {
    const { rules } = read('drift_ignore_all');
    expect(ignored(rules, 'type1', 'id/1')).toBe(true);
    expect(ignored(rules, 'type1', 'id1', ['a', 'b'])).toBe(true);
  });

  it('name resources by id, with dots, backslashes and slashes in it', () => {
    const { rules, problems } = read('drift_ignore_valid');
    expect(problems).toEqual([]);
    expect(ignored(rules, 'type1', 'id1')).toBe(false);
    for (const id of ['id1', 'id2', 'id1/with/slash']) {
      expect(ignored(rules, 'wildcard_resource', id)).toBe(true);
    }
    expect(ignored(rules, 'ignored_resource', 'id2')).toBe(true);
    expect(ignored(rules, 'ignored_resource', 'id3')).toBe(false);
    for (const id of ['id.with.dots', 'idwith\\', 'idwith\\backslashes', 'idwith/slashes']) {
      expect(ignored(rules, 'resource_type', id)).toBe(true);
    }
    expect(ignored(rules, 'resource_type', 'id')).toBe(false);
  });

  it('show again what a later line names, and nothing beside it', () => {
    const { rules } = read('drift_ignore_all_exclude');
    expect(ignored(rules, 'type1', 'id1')).toBe(true);
    expect(ignored(rules, 'iam_user', 'id\\WithBac*slash***\\*\\')).toBe(false);
    expect(ignored(rules, 'some_type', 'idwith/slash')).toBe(false);
    expect(ignored(rules, 'some_type', 'idwith/slash/')).toBe(true);
  });

  it('put wildcards anywhere', () => {
    const { rules } = read('drift_ignore_wildcard');
    const expected: readonly (readonly [string, string, boolean])[] = [
      ['type1', 'id1', false],
      ['type2', 'id1', true],
      ['type2', 'id11', true],
      ['type2', 'id2', false],
      ['type3', 'id100', true],
      ['type3', 'id101', false],
      ['type4', 'id\\WithBac*slash***\\*\\', true],
      ['type4', 'id\\WithBac*slash***\\*', false],
    ];
    for (const [type, id, want] of expected)
      expect([type, id, ignored(rules, type, id)]).toEqual([type, id, want]);
  });

  it('name whole types', () => {
    const { rules } = read('drift_ignore_type');
    expect(ignored(rules, 'type', 'x')).toBe(true);
    expect(ignored(rules, 'type_1', 'x')).toBe(false);
    expect(ignored(rules, 'type_2', 'x')).toBe(true);
    expect(ignored(rules, 'type_3', 'x')).toBe(true);
  });

  it.each([
    ['.driftignore_child_1', 'aws_route'],
    ['.driftignore_child_2', 'aws_iam_user_policy_attachment'],
  ])('show whole types again: %s', (file, shown) => {
    const { rules } = read('drift_ignore_type', file);
    expect(ignored(rules, shown, 'x')).toBe(false);
    expect(ignored(rules, 'non_ignored_type', 'x')).toBe(false);
    expect(ignored(rules, 'ignored_type', 'x')).toBe(true);
  });

  it('name fields of a resource', () => {
    const { rules, problems } = read('drift_ignore_fields');
    expect(problems).toEqual([]);
    const expected: readonly (readonly [string, string, string, boolean])[] = [
      ['res_type', 'full_drift_ignored', 'json', true],
      ['res_type', 'full_drift_ignored', 'foobar', true],
      ['res_type', 'partial_drift_ignored', 'json', false],
      ['res_type', 'partial_drift_ignored', 'foobar', true],
      ['res_type', 'wildcard_drift_ignored', 'struct.baz', true],
      ['res_type', 'wildcard_drift_ignored', 'struct.bar', false],
      ['res_type', 'endofpath_drift_ignored', 'struct.baz', true],
      ['res_type', 'endofpath_drift_ignored', 'struct.bar', true],
      ['resource_type', 'id.with.dots', 'json', true],
      ['resource_type', 'idwith\\', 'json', true],
      ['resource_type', 'idwith\\backslashes', 'json', false],
      ['resource_type', 'idwith\\backslashes', 'foobar', true],
    ];
    for (const [type, id, path, want] of expected) {
      expect([id, path, ignored(rules, type, id, path.split('.'))]).toEqual([id, path, want]);
    }
    expect(ignored(rules, 'res_type', 'full_drift_ignored')).toBe(false);
  });

  it('show a field again below an ignored everything', () => {
    const { rules } = read('drift_ignore_all_exclude_field');
    expect(ignored(rules, 'res_type', 'any', ['struct', 'baz'])).toBe(true);
    expect(ignored(rules, 'res_type', 'any', ['struct', 'bar'])).toBe(false);
  });

  it('report lines that can match nothing and keep the others', () => {
    const { rules, problems } = read('drift_ignore_invalid_lines');
    expect(rules.map((rule) => rule.text)).toEqual(['foobar', 'ignored_resource.id2', 'sdgksdbgjkl']);
    expect(problems.map((problem) => problem.line)).toEqual([3, 6, 7, 8, 9]);
    expect(ignored(rules, 'type1', 'id1')).toBe(false);
    expect(ignored(rules, 'ignored_resource', 'id2')).toBe(true);
  });
});
