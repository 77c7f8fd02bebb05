import type { Json } from '#domain/json.ts';

import { seededIndex } from './seeded.ts';
import type { Site } from './sites.ts';

/** Shorter, longer, and with every sign that HCL gives a meaning. */
const TEXTS = [
  '',
  'k',
  'a longer text than was here before, so that comments move',
  'quote " backslash \\ template ${a} %{b}',
  'größer ✓ 日本 👩‍👩‍👧',
  'line\nline\ttab',
  '# no comment // = {[(',
];
const NUMBERS = [0, 7, -3, 1.5, 1234567890];

/** Another value of the same type. */
export function otherValue(kind: Site['kind'], now: Json, seed: string): Json {
  if (kind === 'heredoc' && typeof now === 'string') return otherLines(now, seed);
  if (typeof now === 'boolean') return !now;
  if (typeof now === 'number' || kind === 'number') return otherOf(NUMBERS, Number(now), seed);
  return otherOf(TEXTS, now, seed);
}

function otherOf(values: readonly Json[], now: Json, seed: string): Json {
  const others = values.filter((value) => value !== now);
  return others[seededIndex(seed, others.length)] ?? null;
}

/** One line goes, changes or comes. */
function otherLines(now: string, seed: string): string {
  const lines = now.split(/(?<=\n)/);
  const end = now.includes('\r\n') ? '\r\n' : '\n';
  const i = seededIndex(`${seed} line`, lines.length);
  const line = (lines[i] ?? '').replace(/\r?\n$/, '');
  switch (seededIndex(`${seed} how`, 3)) {
    case 0:
      // An emptied heredoc is a case of its own; here one line stays.
      return lines.length > 1 ? lines.toSpliced(i, 1).join('') : `kedge${end}`;
    case 1:
      return lines.with(i, `${line} kedge \${a} %{b}${end}`).join('');
    default:
      return lines.toSpliced(i, 0, `kedge "added"${end}`).join('');
  }
}
