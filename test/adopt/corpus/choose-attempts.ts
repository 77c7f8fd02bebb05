import { literalPlaces, type LiteralPlace } from '#adapters/hcl/edit/replace-value.ts';
import type { Json } from '#domain/json.ts';

import type { Attempt, Operation, ValueAttempt } from './attempt.ts';
import { otherValue } from './other-value.ts';
import { seededIndex, seededSample } from './seeded.ts';
import { placeKey, type Site, type Sites } from './sites.ts';

export interface Choice {
  readonly seed: string;
  /** How many plain values of a file are set. */
  readonly values: number;
  /** How often each other operation is tried on a file. */
  readonly others: number;
}

export interface Chosen {
  readonly attempts: readonly Attempt[];
  /** Plain values that the engine says it can set. */
  readonly listed: readonly LiteralPlace[];
  /** Plain values that stand in the file and that the engine does not list. */
  readonly unlisted: readonly Site[];
}

/** What to ask of the engine in one file. */
export async function chooseAttempts(text: string, sites: Sites, choice: Choice): Promise<Chosen> {
  const listed = await literalPlaces(text);
  const known = new Map(listed.map((place) => [placeKey(place), place]));
  const unlisted = [...sites.values.values()].filter(
    (site) => isPlain(site) && !known.has(placeKey(site.place)),
  );
  const set = seededSample(choice.seed, listed, choice.values).flatMap((place, i) => {
    const site = sites.values.get(placeKey(place));
    return [setting(place, site, `${choice.seed} ${i}`)];
  });
  return {
    listed,
    unlisted,
    attempts: [
      ...set,
      ...computedAttempts(sites, choice),
      ...collectionAttempts(sites, known, choice),
      ...bodyAttempts(sites, choice),
    ],
  };
}

const isPlain = ({ kind }: Site): boolean => !['list', 'object', 'other'].includes(kind);

const SETTINGS: Readonly<Partial<Record<Site['kind'], Operation>>> = {
  text: 'set a text',
  number: 'set a number',
  bool: 'set a switch',
  null: 'set a null',
  heredoc: 'set a heredoc',
};

function setting(place: LiteralPlace, site: Site | undefined, seed: string): ValueAttempt {
  const kind = site?.kind ?? 'text';
  const { block, path } = place;
  const value = otherValue(kind, place.value, seed);
  return { on: 'value', operation: SETTINGS[kind] ?? 'set a text', place: { block, path }, value, gone: [] };
}

/** What an expression gives is no place to write to: a refusal is the right answer. */
function computedAttempts({ values }: Sites, { seed, others }: Choice): readonly Attempt[] {
  const computed = [...values.values()].filter(({ kind }) => kind === 'other');
  return seededSample(`${seed} computed`, computed, others).map(({ place }) => ({
    on: 'value',
    operation: 'set what is computed',
    place,
    value: 'kedge',
    gone: [],
  }));
}

function collectionAttempts(
  sites: Sites,
  known: ReadonlyMap<string, LiteralPlace>,
  { seed, others }: Choice,
): readonly Attempt[] {
  const collections = [...sites.values.values()].flatMap((site) => {
    const now = site.kind === 'list' || site.kind === 'object' ? valuesIn(site, known) : null;
    return now === null ? [] : [{ site, now }];
  });
  const of = (kind: Site['kind']): typeof collections => collections.filter(({ site }) => site.kind === kind);
  const full = (kind: Site['kind']): typeof collections => of(kind).filter(({ now }) => now.size > 0);
  const chosen = (from: typeof collections, why: string): typeof collections => [
    ...seededSample(`${seed} ${why}`, from, others),
  ];
  return [
    ...chosen(of('list'), '+e').map(({ site, now }) => withElement(site, [...now.values()], seed)),
    ...chosen(full('list'), '-e').map(({ site, now }) => withoutElement(site, [...now.values()], seed)),
    ...chosen(of('object'), '+k').map(({ site, now }) => withKey(site, now)),
    ...chosen(full('object'), '-k').map(({ site, now }) => withoutKey(site, now, seed)),
  ];
}

/** What the parts of a list or object are by name or position; null when one of them is no plain value. */
function valuesIn(site: Site, known: ReadonlyMap<string, LiteralPlace>): ReadonlyMap<string, Json> | null {
  const { block, path } = site.place;
  const start = JSON.stringify([block.kind, block.labels]);
  const values = new Map<string, Json>();
  for (const place of known.values()) {
    const isDirect = place.path.length === path.length + 1 && path.every((step, i) => step === place.path[i]);
    if (!isDirect || JSON.stringify([place.block.kind, place.block.labels]) !== start) continue;
    values.set(String(place.path.at(-1)), place.value);
  }
  return values.size === site.parts.length ? values : null;
}

function withElement({ place }: Site, now: readonly Json[], seed: string): ValueAttempt {
  const fresh: Json = typeof now[0] === 'number' ? 4711 : 'kedge-"added"';
  const at = seededIndex(`${seed} at`, 3) === 0 ? 0 : now.length;
  return { on: 'value', operation: 'add an element', place, value: now.toSpliced(at, 0, fresh), gone: [] };
}

function withoutElement({ place }: Site, now: readonly Json[], seed: string): ValueAttempt {
  const i = seededIndex(`${seed} gone`, now.length);
  return {
    on: 'value',
    operation: 'remove an element',
    place,
    value: now.toSpliced(i, 1),
    gone: [i],
  };
}

function withKey({ place }: Site, now: ReadonlyMap<string, Json>): ValueAttempt {
  const value = Object.fromEntries([...now, ['kedge added', 'here']]);
  return { on: 'value', operation: 'add a key', place, value, gone: [] };
}

function withoutKey({ place }: Site, now: ReadonlyMap<string, Json>, seed: string): ValueAttempt {
  const i = seededIndex(`${seed} key`, now.size);
  const value = Object.fromEntries([...now].toSpliced(i, 1));
  return { on: 'value', operation: 'remove a key', place, value, gone: [i] };
}

function bodyAttempts({ bodies }: Sites, { seed, others }: Choice): readonly Attempt[] {
  const numbered = bodies.map((site, body) => ({ site, body }));
  const attempt = (operation: Operation, body: number, part: number | null): Attempt => ({
    on: 'body',
    operation,
    body,
    part,
  });
  const any = (why: string, count: number): number => seededIndex(`${seed} ${why}`, count);
  const chosen = (why: string, wanted: (one: (typeof numbered)[number]) => boolean): typeof numbered => [
    ...seededSample(`${seed} ${why}`, numbered.filter(wanted), others),
  ];
  return [
    ...chosen('+a', () => true).map(({ body }) => attempt('add an attribute', body, null)),
    ...chosen('-a', ({ site }) => site.attributes.length > 0).map(({ site, body }) =>
      attempt('remove an attribute', body, any('attribute', site.attributes.length)),
    ),
    ...chosen('+b', () => true).map(({ body }) => attempt('add a block', body, null)),
    ...chosen('-b', ({ site }) => site.blocks.length > 0).map(({ site, body }) =>
      attempt('remove a block', body, any('block', site.blocks.length)),
    ),
  ];
}
