import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensurePage, isPageFresh, pageFolder, pageStamp, STAMP_FILE } from './page-folder.ts';

describe('the built page', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'kedge-home-'));
    mkdirSync(join(home, 'web', 'pages'), { recursive: true });
    writeFileSync(join(home, 'package-lock.json'), '{}');
    writeFileSync(join(home, 'web', 'main.tsx'), 'main');
    mkdirSync(pageFolder(home));
    writeFileSync(join(pageFolder(home), STAMP_FILE), `${pageStamp(home)}\n`);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('is fresh while its sources say the same, whenever they were written', () => {
    utimesSync(join(home, 'web', 'main.tsx'), new Date(), new Date());
    expect(isPageFresh(home)).toBe(true);
  });

  it.each([
    ['a source changes', 'web/main.tsx', 'other'],
    ['a source is added', 'web/pages/new.tsx', 'new'],
    ['a package changes', 'package-lock.json', '{"x":1}'],
  ])('is old when %s', (_what, file, content) => {
    writeFileSync(join(home, file), content);
    expect(isPageFresh(home)).toBe(false);
  });

  it('does not grow old by a test or by itself', () => {
    writeFileSync(join(home, 'web', 'main.test.ts'), 'test');
    writeFileSync(join(pageFolder(home), 'index.html'), 'built');
    expect(isPageFresh(home)).toBe(true);
  });

  it('is old when it is missing', () => {
    rmSync(pageFolder(home), { recursive: true });
    expect(isPageFresh(home)).toBe(false);
  });

  it('that cannot be built leaves a sentence that says why and what to do', async () => {
    writeFileSync(join(home, 'web', 'main.tsx'), 'other');
    const problem = await ensurePage(home);
    expect(problem).toMatch(/^The page could not be built: .*Cannot find module.*Run npm run build:web/s);
  });

  it('that is fresh is not built again', async () => {
    let built = 0;
    expect(
      await ensurePage(home, () => {
        built += 1;
      }),
    ).toBeNull();
    expect(built).toBe(0);
  });
});
