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

/** A line with `...` alone stands for any lines. */
export function outputPattern(shown: string): RegExp {
  const parts = shown.trim().split(/^\.\.\.$/m);
  const [first = '', ...rest] = parts.map((part) => RegExp.escape(part));
  return new RegExp(`^\\s*${[first, ...rest].join('[^]*?')}\\s*$`);
}

/** Calls of kedge in any code block, in jobs of CI as well: command and flags. */
export function kedgeCalls(
  page: Page,
): readonly { readonly command: string; readonly flags: readonly string[] }[] {
  const blocks = ['sh', 'console', 'yaml'].flatMap((language) => blocksOf(page, language));
  return blocks.flatMap((block) =>
    [
      ...lines(block)
        .join('\n')
        .matchAll(/(?:^|[\s/$])kedge"? ([a-z]+)([^\n|]*)/g),
    ].map((call) => ({
      command: call[1] ?? '',
      flags: flagsIn(call[2] ?? ''),
    })),
  );
}

/** Long flags, without their values. */
export const flagsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map((found) => found[0]);
