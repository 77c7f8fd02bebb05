import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { ownerLives, ownerTag } from './owner-tag.ts';

it('tells this process from one that ended, another start of its number, and no tag at all', async () => {
  const tag = await ownerTag();
  expect(tag).toMatch(/^\d+-[0-9a-f]+$/);
  expect(await ownerTag()).toBe(tag);
  expect(await ownerLives(tag)).toBe(true);
  expect(await ownerLives(`${process.pid}-${'0'.repeat(16)}`)).toBe(false);
  expect(await ownerLives('x')).toBe(false);

  const at = JSON.stringify(`${import.meta.dirname}/owner-tag.ts`);
  const program = `import { ownerTag } from ${at}; process.stdout.write(await ownerTag());`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let theirs = '';
  child.stdout.on('data', (chunk: Buffer) => (theirs += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  expect(theirs).toMatch(/^\d+-[0-9a-f]+$/);
  expect(await ownerLives(theirs)).toBe(false);
});
