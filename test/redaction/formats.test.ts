import { describe, expect, it } from 'vitest';
import { FORMATS, FORMAT_NAMES } from '#cli/report/formats.ts';
import { explanation } from '#cli/explanation.ts';
import type { JsonObject } from '#domain/json.ts';
import { createRedactor } from '#domain/secret/redact.ts';
import { CANARIES, rotated } from '#test/canaries.ts';
import { reportOfCanaries } from '#test/report-of-canaries.ts';
import { classify } from '#test/classify-for-test.ts';
import { planJson } from '#test/plan-builder.ts';

const redactor = createRedactor(new Uint8Array(32).fill(7));

const report = await reportOfCanaries();
const needles = CANARIES.flatMap(({ id, secret }) =>
  [secret, rotated(secret)].flatMap((text) => [
    { id, text },
    { id, text: JSON.stringify(text).slice(1, -1) },
    { id, text: encodeURIComponent(text) },
  ]),
);
const leaked = (output: string): readonly string[] => [
  ...new Set(needles.filter(({ text }) => output.includes(text)).map(({ id }) => id)),
];

describe('planted canaries', () => {
  it('are more than forty, each found as a difference of its own', () => {
    expect(CANARIES.length).toBeGreaterThanOrEqual(40);
    const changed = new Set(
      report.stacks.flatMap((stack) =>
        [...stack.differences, ...stack.suppressed].map((each) => each.address),
      ),
    );
    for (const i of CANARIES.keys()) expect(changed, CANARIES[i]?.id).toContain(`aws_thing.c${i}`);
  });

  it.each(FORMAT_NAMES)('do not show in the format %s, suppressed ones and times included', (name) => {
    const output = FORMATS[name](report, { color: false, width: 5000, showSuppressed: true, times: true });
    expect(output.length).toBeGreaterThan(1000);
    expect(leaked(output)).toEqual([]);
  });

  it('do not show when a difference is explained', async () => {
    const stack = report.stacks.find((each) => each.id === 'canaries');
    if (!stack) throw new Error('the stack of canaries is gone');
    const saved = { root: '/nowhere', savedAt: 'then', stacks: report.stacks };
    const texts = await Promise.all(
      stack.differences.map((difference) => explanation({ saved, stack, difference }, redactor, false)),
    );
    expect(leaked(texts.join('\n'))).toEqual([]);
  });

  it('do not show where they are keys of for_each or names of modules, moves included', () => {
    const token = CANARIES.find((canary) => canary.kind === 'token')?.secret ?? '';
    const address = (name: string): string => `module.m[${JSON.stringify(token)}].aws_a.${name}`;
    const entry = { actions: ['update'], previous: address('old'), address: address('x') };
    const plan = planJson({
      drift: [{ ...entry, before: { n: 1 }, after: { n: 2 } }],
      changes: [{ ...entry, before: { n: 2 }, after: { n: 1 } }],
    });
    const [drifted] = plan['resource_drift'] as JsonObject[];
    const withModule = { ...drifted, module_address: `module.m[${JSON.stringify(token)}]` };
    const { differences, suppressed, moves } = classify({ ...plan, resource_drift: [withModule] });
    expect(token.length).toBeGreaterThan(8);
    expect(moves).toHaveLength(1);
    expect(JSON.stringify({ differences, suppressed, moves })).not.toContain(token);
  });

  it('are still seen to have changed: a rotated secret has another digest or another place', () => {
    const drift = report.stacks.flatMap((stack) =>
      stack.differences.filter((each) => each.class === 'conflict'),
    );
    expect(drift.length).toBeGreaterThanOrEqual(CANARIES.length);
    for (const { memory, reality, address } of drift) {
      expect(JSON.stringify(memory), address).not.toBe(JSON.stringify(reality));
    }
  });
});
