import { literalPlaces } from '#adapters/hcl/edit/replace-value.ts';
import { jsonEqual } from '#domain/json.ts';

import type { Attempt, BodyAttempt, ValueAttempt } from './attempt.ts';
import { lineHunks, type Hunk } from './line-hunks.ts';
import { placeKey, readSites, type Sites, type Stretch } from './sites.ts';

interface Wrong {
  readonly wrong: string;
}

export type Verdict =
  | Wrong
  /**
   * `source`: what stands at the place now. `realigned`: blanks beside other lines moved. `excerpt`: what surrounds the
   * change, as far as formatting it can depend on the change.
   */
  | (Judged & { readonly wrong: null; readonly excerpt: string });

interface Judged {
  readonly realigned: boolean;
  readonly source: string | null;
}

const wrong = (why: string): Wrong => ({ wrong: why });

/** Whether an edit did what was asked of it and nothing else, as far as its text tells. */
export async function judgeEdit(
  before: string,
  sites: Sites,
  attempt: Attempt,
  after: string,
): Promise<Verdict> {
  const sitesAfter = await readSites(after);
  if (sitesAfter === null) return wrong('the new text has an error node');
  if (before === after) return wrong('nothing differs');
  const hunks = lineHunks(evened(before), evened(after));
  // Lines in which only blanks moved are for `terraform fmt` to judge.
  if (hunks.length > 1) return wrong(`${hunks.length} hunks differ`);
  const texts = { before, after, sites, sitesAfter };
  const verdict = attempt.on === 'value' ? await judgeValue(texts, attempt) : judgeBody(texts, attempt);
  if ('wrong' in verdict) return verdict;
  return { ...verdict, wrong: null, excerpt: excerptOf(before, after, sitesAfter.tops) };
}

interface Texts {
  readonly before: string;
  readonly after: string;
  readonly sites: Sites;
  readonly sitesAfter: Sites;
}

async function judgeValue(texts: Texts, attempt: ValueAttempt): Promise<Wrong | Judged> {
  const { before, after, sites, sitesAfter } = texts;
  const key = placeKey(attempt.place);
  const site = sites.values.get(key);
  const siteAfter = sitesAfter.values.get(key);
  if (site === undefined) return wrong('the engine lists a place that is none');
  if (siteAfter === undefined) return wrong('the place is gone');
  const around = outside(before, site);
  const aroundAfter = outside(after, siteAfter);
  const isExact = around.join('\0') === aroundAfter.join('\0');
  if (!isExact && around.map(withoutBlanks).join('\0') !== aroundAfter.map(withoutBlanks).join('\0')) {
    return wrong('the text outside of the value differs');
  }
  const lines = linesOf(before, site.attribute);
  const misplaced = lineHunks(evened(before), evened(after)).find(({ before: at }) => !isIn(at, lines));
  if (misplaced !== undefined) return wrong('lines outside of the attribute differ');
  const parts = site.parts
    .filter((_, i) => !attempt.gone.includes(i))
    .map((part) => evened(textOf(before, part)));
  const partsAfter = siteAfter.parts.map((part) => evened(textOf(after, part)));
  if (!isWithin(parts, partsAfter)) return wrong('a part that should stay differs');
  const unread = attempt.operation.startsWith('set') && !(await readsBack(after, attempt));
  if (unread) return wrong('the place does not read back as the new value');
  return { realigned: !isExact, source: textOf(after, siteAfter) };
}

async function readsBack(after: string, { place, value }: ValueAttempt): Promise<boolean> {
  const key = placeKey(place);
  const found = (await literalPlaces(after)).find((one) => placeKey(one) === key);
  return found !== undefined && jsonEqual(found.value, value);
}

function judgeBody(texts: Texts, { body, part, operation }: BodyAttempt): Wrong | Judged {
  const { before, after, sites, sitesAfter } = texts;
  const isBlock = operation.endsWith('block');
  const own = sites.bodies[body];
  const ownAfter = sitesAfter.bodies[body];
  if (own === undefined || ownAfter === undefined) return wrong('the body is gone');
  const sources = (text: string, parts: readonly Stretch[]): readonly string[] =>
    parts.map((one) => evened(textOf(text, one)));
  for (const kind of ['attributes', 'blocks'] as const) {
    const was = sources(before, own[kind]);
    const is = sources(after, ownAfter[kind]);
    const changes = (kind === 'blocks') === isBlock;
    const kept = changes && part !== null ? was.toSpliced(part, 1) : was;
    const count = kept.length + (changes && part === null ? 1 : 0);
    if (is.length !== count || !isWithin(kept, is)) return wrong(`other ${kind} differ`);
  }
  const gone = part === null ? undefined : (isBlock ? own.blocks : own.attributes)[part];
  if (!isPlaced(before, after, own, gone)) return wrong('lines outside of the change differ');
  const outsideBefore = outside(before, own).map(evened).join('\0');
  if (outsideBefore !== outside(after, ownAfter).map(evened).join('\0')) {
    return wrong('the text outside of the block differs');
  }
  const isExact = withoutLines(before, after).length > 0 || withoutLines(after, before).length > 0;
  return { realigned: !isExact, source: null };
}

/** Whether only the lines of what goes went, with an empty one beside it, or only lines came. */
function isPlaced(before: string, after: string, body: Stretch, gone: Stretch | undefined): boolean {
  const { from, to } = linesOf(before, body);
  // What stands in one line with its braces is spread over several.
  if (from === to) return true;
  if (gone === undefined) return withoutLines(evened(after), evened(before)).length > 0;
  const lines = linesOf(before, gone);
  return withoutLines(evened(before), evened(after)).some(
    (hunk) => hunk.from >= lines.from - 1 && hunk.to <= lines.to + 1,
  );
}

/** Which stretch of lines has to go from a text to give the other; several where equal lines stand side by side. */
function withoutLines(text: string, other: string): readonly Hunk['before'][] {
  const a = text.split('\n');
  const b = other.split('\n');
  const count = a.length - b.length;
  if (count <= 0) return [];
  let head = 0;
  while (head < b.length && a[head] === b[head]) head += 1;
  const found: Hunk['before'][] = [];
  for (let at = head; at >= 0; at -= 1) {
    if (at < b.length && a[at + count] !== b[at]) break;
    const isSame = at < head || a.slice(at + count).join('\n') === b.slice(at).join('\n');
    if (!isSame) break;
    found.push({ from: at + 1, to: at + count });
  }
  return found;
}

/** The blocks at the top that changed, with those that follow each other without an empty line. */
function excerptOf(before: string, after: string, tops: readonly Stretch[]): string {
  let head = 0;
  while (head < before.length && before.charAt(head) === after.charAt(head)) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  let first = tops.findIndex(({ end }) => end >= head);
  let last = tops.findLastIndex(({ start }) => start <= after.length - tail);
  const isClose = (a: Stretch | undefined, b: Stretch | undefined): boolean =>
    a !== undefined && b !== undefined && !/\n[ \t\r]*\n/.test(after.slice(a.end, b.start));
  while (isClose(tops[first - 1], tops[first])) first -= 1;
  while (isClose(tops[last], tops[last + 1])) last += 1;
  const [from, to] = [tops[first], tops[last]];
  if (from === undefined || to === undefined || first > last) return after;
  const end = after.indexOf('\n', to.end);
  return after.slice(from.start, end === -1 ? after.length : end + 1);
}

const textOf = (text: string, { start, end }: Stretch): string => text.slice(start, end);

const outside = (text: string, { start, end }: Stretch): readonly [string, string] => [
  text.slice(0, start),
  text.slice(end),
];

/** Blanks that `terraform fmt` moves: those before an equals sign or a comment. */
const withoutBlanks = (text: string): string => text.replaceAll(/[ \t]+(?==|#|\/\/|\/\*)/g, ' ');

/** Blanks within lines evened out; how lines begin stays. */
const evened = (text: string): string => text.replaceAll(/(?<=[^ \t\n])[ \t]+(?=[^ \t\n])/g, ' ');

function linesOf(text: string, { start, end }: Stretch): Hunk['before'] {
  const from = text.slice(0, start).split('\n').length;
  return { from, to: from + text.slice(start, end).split('\n').length - 1 };
}

const isIn = (inner: Hunk['before'], outer: Hunk['before']): boolean =>
  inner.from >= outer.from && inner.to <= outer.to + (inner.to < inner.from ? 1 : 0);

/** Whether the parts appear in this order among the others. */
function isWithin(parts: readonly string[], others: readonly string[]): boolean {
  let next = 0;
  for (const other of others) if (other === parts[next]) next += 1;
  return next === parts.length;
}
