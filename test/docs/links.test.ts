import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, codeIn, REPOSITORY, type Page } from './markdown-page.ts';

const pages = allPages();

function brokenLinks(page: Page): readonly string[] {
  const targets = [...page.prose.matchAll(/\]\(([^)\s]+)\)/g)].map((found) => found[1] ?? '');
  const broken = targets.filter((target) => {
    if (target.startsWith('https://')) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page.file : normalize(join(dirname(page.file), path));
    if (!existsSync(join(REPOSITORY, file))) return true;
    if (anchor === undefined) return false;
    return pages.find((other) => other.file === file)?.anchors.has(anchor) !== true;
  });
  return broken.map((target) => `${page.file}: ${target}`);
}

const FOLDERS = /^(?:src|test|docs|examples|scripts|bench)\//;
const SOURCES = globSync(['{src,test,scripts,bench}/**/*.ts'], { cwd: REPOSITORY });

/** Paths and file names in backticks that stand for something in this repository and are not there. */
function missingFiles(page: Page): readonly string[] {
  const missing = codeIn(page.prose).filter((text) => {
    if (FOLDERS.test(text)) return !existsSync(join(REPOSITORY, text));
    if (/^[\w-]+(?:\.test)?\.ts$/.test(text)) return !SOURCES.some((file) => file.endsWith(`/${text}`));
    return false;
  });
  return missing.map((text) => `${page.file}: ${text}`);
}

describe('the documentation', () => {
  it('has no broken link', () => {
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it('names only files that are there', () => {
    expect(pages.flatMap(missingFiles)).toEqual([]);
  });

  it('reaches every page from the README', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) {
      const page = pages.find((other) => other.file === file);
      for (const found of page?.prose.matchAll(/\]\(([^)#\s]+)/g) ?? []) {
        const target = normalize(join(dirname(file), found[1] ?? ''));
        reached.add(target.endsWith('.md') ? target : join(target, 'README.md'));
      }
    }
    expect(pages.map((page) => page.file).filter((file) => !reached.has(file))).toEqual([]);
  });

  it('shows a picture that is one file and loads nothing', () => {
    const picture = readFileSync(join(REPOSITORY, 'docs/images/report.svg'), 'utf8');
    expect(picture).toContain('aws_cloudwatch_metric_alarm.error_rate');
    expect(picture.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|<script|<image|href|@import/,
    );
  });
});
