import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import {
  allDrift,
  expectAuditHolds,
  expectKedge,
  foundAt,
  kindsOf,
  life,
  scan,
  states,
} from './flow-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 10 * 60_000;
const DAY_MS = 86_400_000;

const CODE = `${LIGHT}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
`;

const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe.skipIf(missing !== null)(`a difference that stays${because(missing)}`, () => {
  const memory = quickMemory();
  const flowOf = async (): Promise<Flow> =>
    createFlow({ files: { 'stack/main.tf': CODE }, ...(await memory()) });
  const accepted = async (flow: Flow): Promise<string> => {
    await flow.change('light_thing', 'b', { number: 7 });
    const id = await foundAt(flow, 'light_thing.b number');
    await expectKedge(flow, 0, [
      'decide',
      id,
      '--accept',
      '--until',
      dayIn(30),
      '--reason',
      'until the migration is over',
    ]);
    return id;
  };

  it(
    'is silent once it is accepted, and reported again as soon as it changes further',
    async () => {
      const flow = await flowOf();
      const id = await accepted(flow);
      const silent = await scan(flow);
      expect(silent).toMatchObject({ exitCode: 0, lines: [] });
      const { totals } = silent.report.stacks[0] ?? {};
      expect(totals?.suppressed).toContainEqual({ rule: 'accepted', count: 1 });
      expect(await states(flow)).toEqual(['accepted conflict light_thing.b number']);
      const { record } = (await life(flow, id)).decision ?? {};
      const file = join(flow.repo, record ?? '');
      expect(await readFile(file, 'utf8')).toMatch(/^status: "?accepted/m);
      await flow.change('light_thing', 'b', { number: 8 });
      expect(await scan(flow)).toMatchObject({ exitCode: 2, lines: ['conflict light_thing.b number'] });
      const shown = await life(flow, id);
      expect(shown).toMatchObject({ state: 'open', times_reopened: 1 });
      expect(shown.timeline.at(-1)?.text).toMatch(/reopened.*accepted until/);
      expect(await readFile(file, 'utf8')).toMatch(/^status: "?deprecated[^]*how: "?changed further/m);
      // What was accepted holds no longer, also when the value comes back.
      await flow.change('light_thing', 'b', { number: 7 });
      expect(await scan(flow)).toMatchObject({ exitCode: 2 });
      await expectAuditHolds(flow);
    },
    MINUTES,
  );

  it(
    'is reported again when the day of its acceptance has passed',
    async () => {
      const flow = await flowOf();
      const id = await accepted(flow);
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      const { record } = (await life(flow, id)).decision ?? {};
      const file = join(flow.repo, record ?? '');
      // The day is written in the record: that is what a scan goes by, on every machine.
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll(dayIn(30), dayIn(-1)));
      expect(await scan(flow)).toMatchObject({ exitCode: 2, lines: ['conflict light_thing.b number'] });
      const shown = await life(flow, id);
      expect(shown.state).toBe('open');
      expect(shown.timeline.at(-1)?.text).toMatch(/the acceptance ended on/);
    },
    MINUTES,
  );

  it(
    'that was accepted and goes away by itself is resolved, and its record says so',
    async () => {
      const flow = await flowOf();
      const id = await accepted(flow);
      const { record } = (await life(flow, id)).decision ?? {};
      await flow.change('light_thing', 'b', { number: 2 });
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      expect(await life(flow, id)).toMatchObject({ state: 'resolved' });
      const text = await readFile(join(flow.repo, record ?? ''), 'utf8');
      expect(text).toMatch(/^status: "?deprecated[^]*how: "?gone/m);
    },
    MINUTES,
  );

  it(
    'is ignored by a line with owner, reason and record, until the line is taken out',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const decided = await expectKedge(flow, 0, [
        'decide',
        id,
        '--ignore',
        '--until',
        dayIn(30),
        '--reason',
        'the autoscaler writes it',
      ]);
      expect(decided.stdout).toMatch(/written: stack\/\.driftignore\n.*written: decisions\/0001/);
      const line = await readFile(join(flow.repo, 'stack/.driftignore'), 'utf8');
      expect(line).toMatch(/^light_thing\.b\.number +# .*owner=.*until=.*reason="the autoscaler writes it"/m);
      expect(await scan(flow)).toMatchObject({ exitCode: 0, lines: [] });
      expect(await states(flow)).toEqual(['ignored conflict light_thing.b number']);
      const refused = await expectKedge(flow, 4, [
        'decide',
        id,
        '--withdraw',
        '--reason',
        'look at it again',
      ]);
      expect(refused.stdout).toContain('Remove the line');
      await writeFile(join(flow.repo, 'stack/.driftignore'), '');
      expect(await scan(flow)).toMatchObject({ exitCode: 2 });
      expect(await states(flow)).toEqual(['open conflict light_thing.b number']);
    },
    MINUTES,
  );

  it(
    'that comes and goes is one that flaps, with its history, and a decision about it is warned',
    async () => {
      const flow = await flowOf();
      let id = '';
      for (const number of [7, 2, 8]) {
        await flow.change('light_thing', 'b', { number });
        id = (await scan(flow)).report.stacks[0]?.differences[0]?.fingerprint ?? id;
      }
      const drift = await allDrift(flow);
      expect(drift).toHaveLength(1);
      expect(drift[0]).toMatchObject({ state: 'open', times_reopened: 1, attention: [{ kind: 'flapping' }] });
      expect(kindsOf(await life(flow, id))).toEqual(['found', 'vanished', 'reopened', 'changed', 'flapping']);
      const decided = await expectKedge(flow, 0, [
        'decide',
        id,
        '--revert',
        '--reason',
        'once more, with feeling',
      ]);
      expect(decided.stdout).toMatch(/came or went 3 times/);
      await flow.change('light_thing', 'b', { number: 2 });
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      expect(await states(flow)).toEqual(['resolved conflict light_thing.b number']);
      expect((await life(flow, id)).timeline.at(-1)?.text).toMatch(/resolved: by itself/);
      await expectAuditHolds(flow);
    },
    MINUTES,
  );
});
