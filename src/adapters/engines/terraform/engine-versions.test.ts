import { chmod, copyFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngineFinder, type FoundEngine } from './engine-binary.ts';
import { openEngineVersions, type EngineVersions } from './engine-versions.ts';
import { createStackFixture, ENGINES, type StackFixture } from './testing/stack-fixture.ts';

const missing = ENGINES.every(({ name, missing: away }) => name !== 'terraform' || away);

let fixture: StackFixture;
let versions: EngineVersions;
beforeEach(async () => {
  fixture = await createStackFixture('terraform');
  await fixture.write({ 'stack/main.tf': 'output "x" { value = 1 }\n' });
  versions = await openEngineVersions(fixture.cache);
});
afterEach(() => fixture.remove());

/** As a run of its own finds it. */
async function found(binary: string | null = null): Promise<FoundEngine> {
  const finder = createEngineFinder(fixture.env, () => openEngineVersions(fixture.cache));
  const search = await finder.find('terraform', binary, fixture.root);
  if ('missing' in search) throw new Error(search.missing);
  return search.found;
}

const folder = (): string => join(fixture.root, 'cache', 'fast', 'engines');

describe.skipIf(missing)('the remembered version of terraform (needs it on the PATH)', () => {
  it('is what the same file answered in an earlier run', async () => {
    const { version, platform, fileIdentity } = await found();
    expect(await versions.recall(fileIdentity)).toEqual({ version, platform });
    await versions.keep(fileIdentity, { version: '1.2.3', platform });
    expect(await found()).toMatchObject({ version: '1.2.3', platform });
  });

  it('is asked for again when the memory is damaged', async () => {
    const { version } = await found();
    for (const name of await readdir(folder())) await writeFile(join(folder(), name), 'something else');
    expect(await found()).toMatchObject({ version });
  });

  it('is not believed against the word of a plan, and is asked for in each folder from then on', async () => {
    const { version, platform, fileIdentity } = await found();
    await versions.keep(fileIdentity, { version: '1.2.3', platform });
    const outcome = await fixture.plan();
    expect(outcome).toMatchObject({ kind: 'changed', engine: { version } });
    expect(await versions.recall(fileIdentity)).toEqual({ variesBy: 'folder' });
    expect(await found()).toMatchObject({ version });
  });

  it('is asked for again when another file has the name', async () => {
    const { binary, version } = await found();
    const copy = join(fixture.root, 'terraform');
    await copyFile(binary, copy);
    await chmod(copy, 0o755);
    await found(copy);
    await utimes(copy, new Date(0), new Date(0));
    expect(await found(copy)).toMatchObject({ version });
    expect(await readdir(folder())).toHaveLength(3);
  });
});

it('is not kept of a script, which may choose another engine in each folder', async () => {
  const script = await fixture.fakeEngine(`echo '{"terraform_version":"1.11.4"}'`);
  expect(await found(script)).toMatchObject({ version: '1.11.4' });
  expect(await readdir(folder())).toEqual([]);
});
