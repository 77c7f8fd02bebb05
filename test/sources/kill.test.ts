import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { withoutGit } from '../git/git-fixture.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

const IDS = ['d1', 'd2', 'd3', 'd4'];
/** After the first word of it, so that each kill falls somewhere into its work. */
const KILLS_MS = [0, 40, 90, 150, 220, 300, 390, 490];

let world: SourceFixture;
beforeEach(async () => {
  world = await sourceFixture({ 'main.tf': 'a = 1\n' }, { source: { push: true } });
});
afterEach(() => world.remove());

const start = () => {
  const script = join(import.meta.dirname, 'write-records.ts');
  const args = [script, world.settings.data, JSON.stringify(world.source), IDS.join(',')];
  return spawn(process.execPath, args, { env: world.env, stdio: ['ignore', 'pipe', 'pipe'] });
};

describe.skipIf(withoutGit !== null)(`a server that is killed while it writes${because(withoutGit)}`, () => {
  it('leaves nothing that stands against the next, and every record is there once', async () => {
    for (const wait of KILLS_MS) {
      const child = start();
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      await sleep(wait);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const last = start();
    let said = '';
    last.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(last, 'exit')) as [number | null];
    expect(said).toBe('');
    expect(code).toBe(0);
    const files = world
      .git(world.remote, 'ls-tree', '-r', '--name-only', 'kedge/records', '--', 'decisions/')
      .trim()
      .split('\n');
    const texts = files.map((file) => world.git(world.remote, 'show', `kedge/records:${file}`));
    expect(files).toHaveLength(IDS.length);
    for (const id of IDS) expect(texts.filter((text) => text.includes(`decision: "${id}"`))).toHaveLength(1);
    expect(world.git(world.remote, 'fsck', '--no-dangling')).toBe('');
    const checkout = good(await world.checkouts.at(world.source, null, NEVER));
    expect(world.git(checkout.top, 'status', '--porcelain')).toBe('');
  }, 300_000);
});
