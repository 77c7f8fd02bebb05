import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA, createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { expectAuditHolds, expectKedge, foundAt, kindsOf, life, scan, states } from './flow-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 10 * 60_000;

const CODE = `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  labels = { team = "core", tier = "one" }
}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
`;

const flowOf = (): Promise<Flow> => createFlow({ files: { 'stack/main.tf': CODE } });

describe.skipIf(missing !== null)(`a reverted difference${because(missing)}`, () => {
  it(
    'is found, decided, carried out, verified by a fresh read and written down',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const decided = await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'opened by mistake']);
      expect(decided.stdout).toContain(`kedge fix ${id}`);
      const fixed = await expectKedge(flow, 0, ['fix', id, '--yes']);
      expect(fixed.stdout).toMatch(/update {2}light_thing\.b[^]*number {2}7 -> 2[^]*Verified/);
      expect(await flow.applyCalls()).toBe(1);
      expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 2 });
      expect(await scan(flow)).toMatchObject({ exitCode: 0, lines: [] });
      const shown = await life(flow, id);
      expect(shown).toMatchObject({ state: 'verified', decision: { kind: 'revert', in_force: false } });
      expect(kindsOf(shown)).toEqual(['found', 'decided', 'applying', 'verified']);
      expect(shown.timeline.map(({ actor }) => actor)).toEqual([null, ADA, ADA, ADA]);
      const text = await expectKedge(flow, 0, ['drift', 'show', id]);
      for (const word of ['opened by mistake', 'verified', ADA]) expect(text.stdout).toContain(word);
      await expectAuditHolds(flow);
      const record = await readFile(join(flow.repo, shown.decision?.record ?? ''), 'utf8');
      expect(record).toMatch(/^status: "?accepted/m);
      expect(record).toMatch(/how: "?carried out/);
      expect(record).toContain('Fresh read:');
      expect(await readdir(join(flow.cache, 'applies'))).toEqual([]);
    },
    MINUTES,
  );

  it(
    'that was deleted is made again',
    async () => {
      const flow = await flowOf();
      await flow.removeObject('light_thing', 'a');
      const id = await foundAt(flow, 'light_thing.a');
      await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'deleted by mistake']);
      await expectKedge(flow, 0, ['fix', id, '--yes']);
      expect(await flow.object('light_thing', 'a')).toMatchObject({ labels: { team: 'core' } });
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      expect(await states(flow)).toEqual(['verified deleted light_thing.a']);
    },
    MINUTES,
  );

  it(
    'leaves another one of the stack alone, which stays open',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'a', { labels: { team: 'edge', tier: 'one' } });
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'opened by mistake']);
      await expectKedge(flow, 0, ['fix', '--all', '--yes']);
      expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 2 });
      expect(await flow.object('light_thing', 'a')).toMatchObject({ labels: { team: 'edge' } });
      expect(await scan(flow)).toMatchObject({ exitCode: 2 });
      expect(await states(flow)).toEqual([
        'open conflict light_thing.a labels["team"]',
        'verified conflict light_thing.b number',
      ]);
      expect(await flow.applyCalls()).toBe(1);
    },
    MINUTES,
  );

  it(
    'is shown and not touched by a dry run, nor without a yes where nobody can be asked',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const undecided = await expectKedge(flow, 4, ['fix', id, '--yes']);
      expect(undecided.stderr).toContain('nobody has decided');
      await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'opened by mistake']);
      expect((await expectKedge(flow, 0, ['fix', id, '--dry-run'])).stdout).toContain('7 -> 2');
      expect((await expectKedge(flow, 4, ['fix', id])).stdout).toMatch(/no terminal to ask on/);
      expect(await flow.applyCalls()).toBe(0);
      expect(await readdir(join(flow.cache, 'applies'))).toEqual([]);
      expect(await states(flow)).toEqual(['approved conflict light_thing.b number']);
      await expectKedge(flow, 0, ['decide', id, '--withdraw', '--reason', 'was the wrong one']);
      await expectKedge(flow, 4, ['fix', id, '--yes']);
      expect(await states(flow)).toEqual(['open conflict light_thing.b number']);
      expect(await flow.applyCalls()).toBe(0);
    },
    MINUTES,
  );
});
