import { blocksOf, type Page } from './markdown-page.ts';

/** A command that the documentation shows, with its output where that is shown, too. */
export interface ShownCommand {
  readonly line: string;
  /** null: no output is shown. */
  readonly output: string | null;
}

/** In the order in which a reader meets them. */
export function shownCommands(page: Page): readonly ShownCommand[] {
  return page.blocks.flatMap(({ language, text }) => {
    if (language === 'sh') return lines(text).map((line) => ({ line, output: null }));
    return language === 'console' ? dialogue(text) : [];
  });
}

/** Lines that end in a backslash go on. */
const lines = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');

/** `$ command`, then what it prints. */
function dialogue(text: string): readonly ShownCommand[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { line: part.slice(0, end), output: part.slice(end + 1) };
    });
}

/** What is another with every run: instants, ids, ages, hashes. */
const VOLATILE: readonly (readonly [shown: RegExp, pattern: string])[] = [
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC'],
  [/^\b\d{4}-\d\d-\d\d\b/, '\\d{4}-\\d\\d-\\d\\d'],
  [/^\b[0-9a-f]{64}\b/, '[0-9a-f]{64}'],
  [/^\bcommit [0-9a-f]{40}\b/, 'commit [0-9a-f]{40}'],
  [/^\bcommit [0-9a-f]{12}\b/, 'commit [0-9a-f]{12}'],
  [/^\bd-[0-9a-f]{10}\b/, 'd-[0-9a-f]{10}'],
  [/^\brun [0-9a-f]{10}\b/, 'run [0-9a-f]{10}'],
  [/^\bscan [0-9a-f]{10}\b/, 'scan [0-9a-f]{10}'],
  // The column behind an age moves with it.
  [/^\b\d+[smh]\b */, '\\d+[smh] *'],
  [/^\bterraform \d+\.\d+\.\d+\b/, 'terraform \\d+\\.\\d+\\.\\d+'],
];

/** A line with `...` alone stands for any lines; what changes with every run stands for its kind. */
export function outputPattern(shown: string): RegExp {
  const parts = shown.trim().split(/^\.\.\.$/m);
  const [first = '', ...rest] = parts.map(textPattern);
  return new RegExp(`^\\s*${[first, ...rest].join('[^]*?')}\\s*$`);
}

function textPattern(text: string): string {
  let pattern = '';
  for (let at = 0; at < text.length;) {
    const isStart = at === 0 || /\W/.test(text.charAt(at - 1));
    const volatile = isStart ? VOLATILE.find(([kind]) => kind.test(text.slice(at))) : undefined;
    if (volatile === undefined) {
      pattern += literal(text.charAt(at));
      at += 1;
    } else {
      pattern += volatile[1];
      at += volatile[0].exec(text.slice(at))?.[0].length ?? 1;
    }
  }
  return pattern;
}

const literal = (sign: string): string => sign.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');

/** Calls of kedge in any code block, in jobs of CI as well: command and flags. */
export function kedgeCalls(
  page: Page,
): readonly { readonly command: string; readonly flags: readonly string[] }[] {
  const blocks = ['sh', 'console', 'yaml'].flatMap((language) => blocksOf(page, language));
  return blocks.flatMap((block) =>
    [
      ...lines(block)
        .join('\n')
        .matchAll(/(?:^|[\s/$])kedge"? ([a-z]+)([^\n|·]*)/g),
    ].map((call) => ({
      command: call[1] ?? '',
      flags: flagsIn(call[2] ?? ''),
    })),
  );
}

/** Long flags, without their values. */
export const flagsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map((found) => found[0]);
