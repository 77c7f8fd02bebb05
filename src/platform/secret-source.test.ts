import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretReference } from '#domain/secret/secret-reference.ts';
import { secretSource } from './secret-source.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const source = (env: Readonly<Record<string, string>> = {}) =>
  secretSource({ KEDGE_SECRETS_DIR: folder, ...env });

describe('secrets by reference', () => {
  it('come from a variable or from a file, without the line end', async () => {
    await writeFile(join(folder, 'slack'), 'xoxb-1\n');
    expect(await source({ KEDGE_SECRET_A: 'a' })({ env: 'KEDGE_SECRET_A' })).toStrictEqual({ secret: 'a' });
    expect(await source()({ file: 'slack' })).toStrictEqual({ secret: 'xoxb-1' });
  });

  it('are read from one folder alone, also over links', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'kedge-outside-'));
    await writeFile(join(outside, 'key'), 'outside');
    await symlink(join(outside, 'key'), join(folder, 'link'));
    for (const file of ['link', '../../../etc/hostname', join(outside, 'key'), '.', 'missing']) {
      expect(await source()({ file }), file).toHaveProperty('problem');
    }
    await rm(outside, { recursive: true });
  });

  it('are refused when empty or more than one line, without a word of what they hold', async () => {
    await writeFile(join(folder, 'two'), 'first-secret\nsecond-secret\n');
    await writeFile(join(folder, 'empty'), '\n');
    const problems = [
      await source()({ file: 'two' }),
      await source()({ file: 'empty' }),
      await source()({ env: 'KEDGE_SECRET_MISSING' }),
    ];
    for (const problem of problems) expect(problem).toHaveProperty('problem');
    expect(JSON.stringify(problems)).not.toContain('first-secret');
  });

  it('may have several lines where a private key is asked for', async () => {
    await writeFile(join(folder, 'key'), '-----BEGIN-----\nabc\n-----END-----\n');
    expect(await source()({ file: 'key' }, 'text')).toStrictEqual({
      secret: '-----BEGIN-----\nabc\n-----END-----',
    });
  });

  it('name no variable that was not meant for it', () => {
    for (const env of ['DATABASE_URL', 'AWS_SECRET_ACCESS_KEY', 'KEDGE_SECRET_', 'KEDGE_SECRETS_DIR']) {
      expect(SecretReference.safeParse({ env }).success, env).toBe(false);
    }
    expect(SecretReference.safeParse({ env: 'KEDGE_SECRET_SLACK' }).success).toBe(true);
    expect(SecretReference.safeParse({ env: 'KEDGE_SECRET_A', file: 'b' }).success).toBe(false);
  });
});
