import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** One page of the documentation. */
export interface Page {
  /** From the repository's folder. */
  readonly file: string;
  readonly blocks: readonly CodeBlock[];
  /** The text without its code blocks. */
  readonly prose: string;
  /** Anchors as GitHub makes them from headings. */
  readonly anchors: ReadonlySet<string>;
}

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

const ROOT_PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** Every page: those at the top, and all below docs. */
export function allPages(): readonly Page[] {
  const below = readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' });
  const docs = below.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`);
  return [...ROOT_PAGES, ...docs.toSorted()].map(readPage);
}

export function readPage(file: string): Page {
  const text = readFileSync(join(REPOSITORY, file), 'utf8');
  const fences = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)];
  const prose = text.replaceAll(/^```\w*\n[^]*?^```$/gm, '');
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map((heading) => heading[1] ?? '');
  return {
    file,
    blocks: fences.map((fence) => ({ language: fence[1] ?? '', text: fence[2] ?? '' })),
    prose,
    anchors: new Set(headings.map(anchorOf)),
  };
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export const blocksOf = (page: Page, language: string): readonly string[] =>
  page.blocks.filter((block) => block.language === language).map((block) => block.text);

/** The cells of the table whose head begins with these cells, trimmed; the head itself is left out. */
export function tableOf(page: Page, ...head: readonly string[]): readonly (readonly string[])[] {
  const tables = page.prose
    .split(/\n(?!\|)/)
    .map((part) => part.split('\n').filter((l) => l.startsWith('|')));
  const found = tables.find(([first]) => head.every((cell, i) => cellsOf(first ?? '')[i] === cell));
  if (found === undefined) throw new Error(`${page.file} has no table with the head ${head.join(' | ')}.`);
  return found.slice(2).map(cellsOf);
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The texts in backticks. */
export const codeIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map((found) => found[1] ?? '');
