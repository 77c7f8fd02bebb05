import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '#cli/exit-code.ts';
import { fixExitCode } from '#cli/fix-text.ts';
import { DECISION_KINDS, DECISION_MEANING } from '#domain/decision/decision.ts';
import { decisionRecord } from '#domain/decision/decision-record.ts';
import { KIND_OBSTACLE } from '#domain/decision/kinds-by-class.ts';
import { DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import { DRIFT_STATES, STATE_MEANING } from '#domain/drift/life/drift-state.ts';
import { OBJECTIVE_NAMES } from '#domain/drift/life/drift-objectives.ts';
import { GUARD_NEXT, GUARD_REFUSALS } from '#domain/remedy/guard-refusal.ts';
import { parseDecisionRecord } from '#platform/record-file.ts';
import { EDIT_REFUSALS } from '#ports/code-editor.ts';
import { blocksOf, codeIn, readPage, REPOSITORY, tableOf } from './markdown-page.ts';

const remedy = readPage('docs/remedy.md');
const memory = readPage('docs/memory.md');
const decisions = readPage('docs/decisions-and-audit.md');

type Rows = readonly (readonly string[])[];
const names = (rows: Rows): readonly string[] => rows.flatMap(([first = '']) => codeIn(first));
const plain = (text: string): string => text.replaceAll('`', '');

describe('docs/remedy.md', () => {
  it('has every kind of decision, and what can be decided about each class', () => {
    const rows = tableOf(remedy, 'decision').map(([kind = '', what = '']) => [codeIn(kind)[0], plain(what)]);
    expect(rows).toEqual(DECISION_KINDS.map((kind) => [kind, plain(DECISION_MEANING[kind])]));
    const classes = tableOf(remedy, 'class', '`revert`').map(([name = '', ...cells]) => [
      codeIn(name)[0],
      ...cells,
    ]);
    expect(classes).toEqual(
      DRIFT_CLASSES.map((name) => [
        name,
        ...DECISION_KINDS.map((kind) => (KIND_OBSTACLE[name][kind] === null ? 'yes' : 'no')),
      ]),
    );
  });

  it('has every reason why a plan is not applied, with its next step', () => {
    const rows = tableOf(remedy, 'code', 'what is wrong');
    expect(rows.map((cells) => [codeIn(cells[0] ?? '')[0], plain(cells.at(-1) ?? '')])).toEqual(
      GUARD_REFUSALS.map((code) => [code, plain(GUARD_NEXT[code])]),
    );
  });

  it('has every reason why code is not edited', () => {
    expect(names(tableOf(remedy, 'reason'))).toEqual(EDIT_REFUSALS);
  });

  it('has every other code that a fix can be refused with', () => {
    const told = names([
      ...tableOf(remedy, 'code', 'what is wrong'),
      ...tableOf(remedy, 'reason'),
      ...tableOf(remedy, 'code', 'what happened'),
    ]);
    expect(refusalCodesInSource().filter((code) => !told.includes(code))).toEqual([]);
    const others = names(tableOf(remedy, 'code', 'what happened'));
    expect(others.filter((code) => !refusalCodesInSource().includes(code))).toEqual([]);
  });

  it('has the exit codes of decide, approve and fix', () => {
    const codes = tableOf(remedy, 'code', 'meaning').map(([code]) => Number(code));
    expect(codes).toEqual([
      EXIT.inSync,
      EXIT.error,
      EXIT.drift,
      EXIT.unknown,
      EXIT.refused,
      EXIT.interrupted,
    ]);
    const refused = { kind: 'refused', refusals: [] } as const;
    expect(fixExitCode(refused)).toBe(EXIT.refused);
    expect(remedy.prose).toContain(`ends with exit code ${EXIT.refused}`);
  });

  it('counts the shapes that there are', () => {
    const [, listed = ''] = /hand-made shapes \(([^)]*)\)/.exec(remedy.prose) ?? [];
    const counts = [...listed.matchAll(/([a-z]+)\s+(\d+)/g)].map(([, what = '', count]) => [
      what,
      Number(count),
    ]);
    expect(counts).toEqual(
      ['literals', 'blocks', 'names', 'modules', 'instances', 'documents', 'removals'].map((what) => [
        what,
        shapesIn(what),
      ]),
    );
    const [edited, refused] = [/(\d+) hand-made shapes/, /and (\d+) that must be refused/].map((pattern) =>
      Number(pattern.exec(remedy.prose)?.[1]),
    );
    expect(edited).toBe(counts.reduce((sum, [, count]) => sum + Number(count), 0));
    expect(refused).toBe(shapesIn('refusals'));
  });
});

/** As the workflows of a fix write them; the guard's and the editor's come from their own lists. */
function refusalCodesInSource(): readonly string[] {
  const files = globSync('src/workflows/{adopt-drift,after-apply,fix-*,propose-branch,re*,taken-over}.ts', {
    cwd: REPOSITORY,
    exclude: ['**/*.test.ts'],
  });
  const text = files.map((file) => readFileSync(join(REPOSITORY, file), 'utf8')).join('\n');
  const found = [...text.matchAll(/\bcode: '(\w+)'|\brefused\(\s*'(\w+)'/g)];
  return [...new Set(found.map(([, first, second]) => first ?? second ?? ''))];
}

function shapesIn(group: string): number {
  const text = readFileSync(join(REPOSITORY, `test/adopt/shapes/${group}.ts`), 'utf8');
  return [...text.matchAll(/^ {4}name: /gm)].length;
}

describe('docs/memory.md', () => {
  it('has every state with its meaning', () => {
    const rows = tableOf(memory, 'state').map(([state = '', what = '']) => [codeIn(state)[0], plain(what)]);
    expect(rows).toEqual(DRIFT_STATES.map((state) => [state, plain(STATE_MEANING[state])]));
  });

  it('has the exit codes of objectives, and what flaps without a setting', () => {
    const codes = tableOf(memory, 'code').map(([code]) => Number(code));
    expect(codes).toEqual([EXIT.inSync, EXIT.unknown, EXIT.missed]);
    const days = DEFAULT_FLAPPING.flapWindowMs / (24 * 60 * 60 * 1000);
    expect(memory.prose).toContain(`${DEFAULT_FLAPPING.flapToggles} times in ${days} days`);
    for (const block of blocksOf(memory, 'yaml')) {
      const set = [...block.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
      expect(OBJECTIVE_NAMES).toEqual(expect.arrayContaining(set));
    }
  });
});

describe('docs/decisions-and-audit.md', () => {
  const [shown = ''] = blocksOf(decisions, 'yaml');
  const fieldsIn = (yaml: string): readonly string[] =>
    [...yaml.matchAll(/^([\w-]+):/gm)].map(([, name = '']) => name);

  it('shows the head of a record that Kedge reads', () => {
    const read = parseDecisionRecord(`---\n${shown}---\n`);
    expect(read).toMatchObject({ head: { kind: 'accept', status: 'accepted' } });
  });

  it('has every field of a record', () => {
    const { text } = decisionRecord({
      decision: {
        id: 'd-1',
        kind: 'accept',
        at: '2026-01-01T00:00:00.000Z',
        by: 'Ada <ada@example.com>',
        owner: '@payments',
        channel: null,
        reason: 'the team is being renamed',
        until: '2026-02-01',
        destroyApproved: false,
        approvalsNeeded: 0,
        approvals: [],
        subjects: [],
        inForce: false,
        record: null,
      },
      records: [],
      ended: { how: 'expired', at: '2026-02-02T00:00:00.000Z' },
      evidence: {
        scan: null,
        run: null,
        planDigest: null,
        branch: null,
        commit: null,
        verified: null,
        audit: [],
      },
    });
    const written = fieldsIn(text.split('---\n')[1] ?? '');
    expect(names(tableOf(decisions, 'field'))).toEqual(written);
    expect(fieldsIn(shown)).toEqual(written.filter((field) => field !== 'ended'));
  });

  it('names the actions of the audit log as the code writes them', () => {
    const text = globSync('src/workflows/*.ts', { cwd: REPOSITORY })
      .map((file) => readFileSync(join(REPOSITORY, file), 'utf8'))
      .join('\n');
    const written = [...text.matchAll(/'((?:decision|drift|fix)\.[\w.]+)'/g)].map(
      ([, action = '']) => action,
    );
    const told = names(tableOf(decisions, 'action'));
    expect([...new Set(written)].filter((action) => !told.includes(action))).toEqual([]);
  });
});
