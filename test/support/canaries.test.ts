import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PathStep } from '#domain/drift/attribute-path.ts';
import { isArray, isObject, type Json } from '#domain/json.ts';
import { createRedactor, type Redactor } from '#domain/secret/redact.ts';
import { contextAt } from '#domain/secret/secret-context.ts';
import { type Mask, maskAt } from '#domain/secret/sensitive-mask.ts';
import { CANARIES, rotated } from './canaries.ts';

const redactor: Redactor = createRedactor(new Uint8Array(32).fill(7));
const canary = fc.constantFrom(...CANARIES);

/** Every place inside a value, itself first. */
function placesIn(value: Json, path: readonly PathStep[] = []): readonly (readonly PathStep[])[] {
  if (isArray(value)) {
    return [path, ...value.flatMap((item, index) => placesIn(item, [...path, { kind: 'index', index }]))];
  }
  if (!isObject(value)) return [path];
  const step = (key: string): PathStep =>
    path.length === 0 ? { kind: 'attribute', name: key } : { kind: 'key', key };
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, step(key)]))];
}

const valueAlong = (value: Json, path: readonly PathStep[]): Json =>
  path.reduce<Json>((here, step) => {
    const key = step.kind === 'attribute' ? step.name : step.kind === 'key' ? step.key : step.index;
    return (here as { readonly [name: string]: Json })[key] ?? null;
  }, value);

function expectHidden(output: unknown, secret: string): void {
  const written = JSON.stringify(output);
  for (const text of [secret, rotated(secret)]) {
    expect(written).not.toContain(text);
    expect(written).not.toContain(JSON.stringify(text).slice(1, -1));
  }
}

describe('the canaries', () => {
  it('are at least forty, each with an id of its own', () => {
    expect(CANARIES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(CANARIES.map(({ id }) => id)).size).toBe(CANARIES.length);
  });

  it.each(CANARIES)('$id is planted in clear text on one side at least', ({ place, secret }) => {
    const written = JSON.stringify(place(secret).before);
    const layers = [secret, JSON.stringify(secret).slice(1, -1)];
    const deeper = layers.concat(layers.map((text) => JSON.stringify(text).slice(1, -1)));
    const deepest = deeper.concat(deeper.map((text) => JSON.stringify(text).slice(1, -1)));
    expect(deepest.some((text) => written.includes(text))).toBe(true);
  });

  it.each(CANARIES)('$id is seen to change and shows on no side, wherever it is compared', (planted) => {
    const { attribute, before, after, masked } = planted.place(planted.secret);
    const memory: Json = { id: 'r-1', [attribute]: before };
    const reality: Json = { id: 'r-1', [attribute]: after };
    const mask: Mask = masked === true ? { [attribute]: true } : {};
    const shown = placesIn(memory).map((path) => {
      const [m, r] = [valueAlong(memory, path), valueAlong(reality, path)];
      const sides = redactor.changedSides(
        m,
        r,
        contextAt(memory, path, mask),
        contextAt(reality, path, mask),
      );
      return { path, sides, changed: JSON.stringify(m) !== JSON.stringify(r) };
    });
    expectHidden(
      shown.map(({ sides }) => sides),
      planted.secret,
    );
    const unseen = shown.filter(
      ({ sides, changed }) => changed && isDeepStrictEqual(sides.memory, sides.reality),
    );
    expect(unseen).toEqual([]);
    expectHidden(redactor.redactValue(memory, { mask }), planted.secret);
    expectHidden(
      redactor.redactValue(before, {
        name: attribute,
        mask: maskAt(mask, [{ kind: 'attribute', name: attribute }]),
      }),
      planted.secret,
    );
  });

  it('stay hidden below any nesting, and redaction done twice is redaction done once', () => {
    const nest = fc.array(fc.constantFrom('list', 'block', 'document'), { maxLength: 4 });
    fc.assert(
      fc.property(canary, nest, ({ place, secret }, layers) => {
        const { attribute, before, masked } = place(secret);
        const mask = masked === true;
        const start: [Json, Mask] = [{ [attribute]: before }, { [attribute]: mask }];
        const [value, valueMask] = layers.reduce<[Json, Mask]>(([inner, innerMask], layer) => {
          if (layer === 'list')
            return [
              [inner, 'beside'],
              [innerMask ?? false, false],
            ];
          // A mask cannot reach into a string.
          if (layer === 'block' || mask) return [{ block: inner, n: 1 }, { block: innerMask ?? false }];
          return [JSON.stringify(inner), false];
        }, start);
        const once = redactor.redactValue(value, { mask: valueMask });
        expectHidden(once, secret);
        expect(redactor.redactValue(once, { mask: valueMask })).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  it('leave no trace in text either, when a shape or a name beside them gives them away', () => {
    const texts = CANARIES.filter(({ kind }) =>
      ['token', 'block', 'encoded', 'script', 'url'].includes(kind),
    );
    for (const { place, secret } of texts) {
      const { attribute, before, after } = place(secret);
      const text = `Error: cannot set ${attribute} to ${typeof before === 'string' ? before : JSON.stringify(before)}`;
      expectHidden(redactor.redactText(text), secret);
      expect(after).not.toEqual(before);
    }
  });
});
