import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOTO_STACK_PARTS } from '#test/moto-stack.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { MEANINGLESS, PLANTED, type PlantedChange } from '../real/planted-changes.ts';
import { CASES, EVERYTHING } from './real-cases.ts';
import { openRealStack, type RealStack } from './real-stack.ts';

const parts = await realParts();
const reason = skipReason(parts, MOTO_STACK_PARTS);

/**
 * Each comparison costs two plans of the real provider and four calls of show, so few are made of much at once. With
 * KEDGE_FULL=1 there is one after every single change of the cloud, and one for each way in which code or state can
 * differ.
 */
const isFull = process.env['KEDGE_FULL'] === '1';
const WHOLE = 'a quarter of an hour: KEDGE_FULL=1';

/** The provider waits 20 s before it believes that a queue is gone; so this comes last. */
const WAITS = /queue deleted/;
const CHANGES = [...PLANTED, ...MEANINGLESS];
const AT_ONCE = CHANGES.filter(({ what }) => !WAITS.test(what));
const LAST = CHANGES.filter(({ what }) => WAITS.test(what));

describe.skipIf(reason !== null)(`fast plans with the real provider${because(reason)}`, () => {
  let stack: RealStack;
  let restore: () => Promise<void>;

  beforeAll(async () => {
    stack = await openRealStack(parts);
  }, 480_000);
  afterAll(() => stack?.close());

  const plant = async (changes: readonly PlantedChange[]): Promise<void> => {
    const state = await stack.state();
    for (const change of changes) for (const call of change.console(state)) await stack.aws(...call);
  };
  const expectSame = async (exitCode: number | null, warm = false): Promise<void> => {
    const compared = await stack.compare({ warm });
    expect(compared.differing, compared.text).toEqual([]);
    if (exitCode !== null) expect(compared.exitCode, compared.text).toBe(exitCode);
  };

  it('are the same right after the apply, over more than fifteen types', async () => {
    expect(await stack.typesInState()).toBeGreaterThanOrEqual(15);
    await expectSame(null);
    restore = await stack.snapshot();
  }, 480_000);

  it.skipIf(isFull)(
    'are the same after many changes at once',
    async () => {
      await plant(AT_ONCE);
      const compared = await stack.compare();
      expect(compared.differing, compared.text).toEqual([]);
      // Otherwise the provider was asked twice, and nothing was compared that Kedge remembers.
      expect(compared.remembered).toBeGreaterThan(0);
    },
    480_000,
  );

  it.skipIf(isFull)(
    `are the same with ${EVERYTHING.name}`,
    async () => {
      await EVERYTHING.arrange(stack);
      await expectSame(EVERYTHING.exitCode, true);
    },
    480_000,
  );

  it.skipIf(!isFull).each(AT_ONCE)(
    `are the same after $what (${WHOLE})`,
    async (change) => {
      await plant([change]);
      const compared = await stack.compare();
      expect(compared.differing, compared.text).toEqual([]);
      expect(compared.remembered).toBeGreaterThan(0);
    },
    480_000,
  );

  it.skipIf(!isFull).each(CASES)(
    `are the same with $name (${WHOLE})`,
    async ({ arrange, exitCode }) => {
      await restore();
      await arrange(stack);
      await expectSame(exitCode, true);
    },
    480_000,
  );

  it.skipIf(!isFull).each(LAST)(
    `are the same after $what, which the provider waits for (${WHOLE})`,
    async (change) => {
      await restore();
      await plant([change]);
      await expectSame(2);
    },
    480_000,
  );
});
