import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { snapshot } from '../git/git-fixture.ts';
import { ADA, createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import {
  expectAuditHolds,
  expectKedge,
  foundAt,
  kindsOf,
  life,
  refusalCodes,
  scan,
  states,
} from './flow-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 10 * 60_000;

const CODE = `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  labels = { team = "core", tier = "one" } # who to call
}

resource "light_thing" "b" {
  name   = "b"
  number = 2
  secret = "canary-at-first"
}
`;

describe.skipIf(missing !== null)(`an adopted difference${because(missing)}`, () => {
  const memory = quickMemory();
  const flowOf = async (): Promise<Flow> =>
    createFlow({ files: { 'stack/main.tf': CODE, 'README.md': 'notes\n' }, ...(await memory()) });

  it(
    'becomes a proven branch, leaves the work tree alone, and is verified by the scan after the merge',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      // Work in progress that is none of the engine's business.
      await flow.write({ 'README.md': 'half a thought\n', 'draft.txt': 'x\n' });
      flow.git('add', 'README.md');
      const id = await foundAt(flow, 'light_thing.b number');
      await expectKedge(flow, 0, ['decide', id, '--adopt', '--reason', 'seven is right, says the team']);
      const before = snapshot(flow.repo);
      const shownOnly = await expectKedge(flow, 0, ['fix', id, '--patch']);
      expect(shownOnly.stdout).toMatch(/-  number = 2\n\+  number = 7/);
      expect(flow.git('branch', '--list')).toBe('* main\n');
      const fixed = await expectKedge(flow, 0, ['fix', id, '--yes']);
      expect(fixed.stdout).toContain(`kedge/adopt-${id}`);
      expect(snapshot(flow.repo)).toBe(before);
      expect(await flow.applyCalls()).toBe(0);
      const message = flow.git('log', '-1', '--format=%an <%ae>%n%B', `kedge/adopt-${id}`);
      for (const word of [
        ADA,
        'seven is right',
        'Proven by a plan of',
        `Kedge-Drift: ${id}`,
        'Decided-by:',
      ]) {
        expect(message).toContain(word);
      }
      expect(flow.git('diff', '--stat', 'main', `kedge/adopt-${id}`)).toMatch(/1 insertion.*1 deletion/);
      expect(await states(flow)).toEqual(['proposed conflict light_thing.b number']);
      flow.git('reset', '--quiet', '--hard');
      flow.git('merge', '--quiet', '--ff-only', `kedge/adopt-${id}`);
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      const shown = await life(flow, id);
      expect(shown).toMatchObject({ state: 'verified', decision: { kind: 'adopt', in_force: false } });
      expect(kindsOf(shown)).toEqual(['found', 'decided', 'planned', 'proposed', 'verified']);
      const record = await readFile(join(flow.repo, shown.decision?.record ?? ''), 'utf8');
      expect(record).toMatch(/how: "?carried out/);
      expect(record).toContain(`kedge/adopt-${id}`);
      await expectAuditHolds(flow);
      flow.git('fsck', '--strict');
      expect(flow.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    },
    MINUTES,
  );

  it(
    'that was deleted leaves the code, on a branch that is pushed',
    async () => {
      const flow = await flowOf();
      flow.git('init', '--quiet', '--bare', join(flow.root, 'remote.git'));
      flow.git('remote', 'add', 'origin', join(flow.root, 'remote.git'));
      await flow.removeObject('light_thing', 'a');
      const id = await foundAt(flow, 'light_thing.a');
      await expectKedge(flow, 0, ['decide', id, '--adopt', '--reason', 'nobody needs it any more']);
      await expectKedge(flow, 0, ['fix', id, '--yes', '--push', 'origin']);
      expect(flow.git('ls-remote', 'origin')).toContain(`refs/heads/kedge/adopt-${id}`);
      flow.git('merge', '--quiet', '--ff-only', `kedge/adopt-${id}`);
      expect(await readFile(join(flow.repo, 'stack/main.tf'), 'utf8')).not.toMatch(
        /resource "light_thing" "a"/,
      );
      const after = await scan(flow);
      expect(after.lines.filter((line) => !line.startsWith('unapplied_code'))).toEqual([]);
      expect(after.exitCode).toBe(0);
      // The state holds it until the block that takes it out is applied.
      expect(await life(flow, id)).toMatchObject({ state: 'proposed' });
      await flow.terraform(['apply', '-auto-approve', '-input=false']);
      expect(await scan(flow)).toMatchObject({ exitCode: 0, lines: [] });
      expect(await life(flow, id)).toMatchObject({ state: 'verified' });
    },
    MINUTES,
  );

  it(
    'is refused when it is secret, when reality moved on and when the code is not committed',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7, secret: 'canary-rotated' });
      const secret = await foundAt(flow, 'light_thing.b secret');
      const id = await foundAt(flow, 'light_thing.b number');
      const told = await expectKedge(flow, 4, [
        'decide',
        secret,
        '--adopt',
        '--reason',
        'the new one is right',
      ]);
      expect(told.stdout).toMatch(/secret/);
      await expectKedge(flow, 0, ['decide', id, '--adopt', '--reason', 'seven is right, says the team']);
      await flow.write({ 'stack/main.tf': CODE.replace('number = 2', 'number = 3') });
      const dirty = await expectKedge(flow, 4, ['fix', id, '--yes', '--json']);
      expect(refusalCodes(dirty)).toEqual(['code_dirty']);
      flow.git('checkout', '--quiet', '--', '.');
      await flow.change('light_thing', 'b', { number: 8 });
      const moved = await expectKedge(flow, 4, ['fix', id, '--yes', '--json']);
      expect(refusalCodes(moved)).toEqual(['reality_moved']);
      await flow.change('light_thing', 'b', { number: 7 });
      flow.git('branch', `kedge/adopt-${id}`, 'main');
      const taken = await expectKedge(flow, 4, ['fix', id, '--yes', '--json']);
      expect(refusalCodes(taken)).toEqual(['branch_exists']);
      expect(flow.git('rev-parse', `kedge/adopt-${id}`)).toBe(flow.git('rev-parse', 'main'));
      expect((await states(flow)).filter((state) => state.startsWith('approved'))).toHaveLength(1);
      expect(await flow.applyCalls()).toBe(0);
    },
    MINUTES,
  );
});
