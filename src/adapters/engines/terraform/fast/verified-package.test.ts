import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FastDoubt } from './fast-doubt.ts';
import { lockedPackages } from './locked-packages.ts';
import { openSealedFolder } from './sealed-folder.ts';
import { checkStillSame, verifyPackages } from './verified-package.ts';

const PLATFORM = 'linux_amd64';
const SOURCE = 'registry.terraform.io/kedge/light';
/** Of a package with the files below, as Terraform writes it into a lock file. */
const lockWith = (...hashes: readonly string[]): string =>
  `# kept by hand\nprovider "${SOURCE}" {\n  version     = "1.0.0"\n  constraints = "~> 1.0"\n  hashes = [\n${hashes.map((hash) => `    "${hash}",\n`).join('')}  ]\n}\n`;

let data = '';
let place = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'kedge-package-'));
  place = join(data, 'providers', SOURCE, '1.0.0', PLATFORM);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'terraform-provider-light_v1.0.0'), 'program');
  await writeFile(join(place, 'LICENSE.txt'), 'licence');
  await chmod(join(place, 'terraform-provider-light_v1.0.0'), 0o755);
});
afterEach(() => rm(data, { recursive: true, force: true }));

async function verify(lockFile: string) {
  let hashed = 0;
  const packages = await verifyPackages({
    lockFile,
    dataFolder: data,
    platform: PLATFORM,
    hashes: await openSealedFolder(join(data, 'hashes'), 1e6),
    onHashing: () => {
      hashed += 1;
    },
  });
  return { packages, hashed };
}

/** What `sha256sum` and `base64` make of the two files by the rule of the lock file. */
const HASH = 'h1:M+rjDCJtwWl4/Bda8MM79jh/cKfGu1gv9lxop2AI7zY=';

describe('a provider package', () => {
  it('is accepted by one of its hashes, and read whole only once', async () => {
    const first = await verify(lockWith('zh:00', 'h1:other=', HASH));
    expect(first.packages).toMatchObject([
      {
        source: SOURCE,
        version: '1.0.0',
        hash: HASH,
        executable: join(place, 'terraform-provider-light_v1.0.0'),
      },
    ]);
    expect(first.hashed).toBe(1);
    expect((await verify(lockWith(HASH))).hashed).toBe(0);
  });

  it.each([
    ['another hash', lockWith('h1:other=')],
    ['only hashes of archives', lockWith('zh:00')],
    ['no hash', lockWith()],
  ])('is refused by a lock file with %s', async (_, lockFile) => {
    await expect(verify(lockFile)).rejects.toThrow('not one that the lock file allows');
  });

  it('is read again when a file was replaced, although size and time are the same', async () => {
    await verify(lockWith(HASH));
    const program = join(place, 'terraform-provider-light_v1.0.0');
    await writeFile(program, 'pr0gram');
    await utimes(program, 1, 1);
    await expect(verify(lockWith(HASH))).rejects.toThrow('not one that the lock file allows');
  });

  it('is noticed when it changes after it was verified', async () => {
    const { packages } = await verify(lockWith(HASH));
    await checkStillSame(packages);
    await writeFile(join(place, 'LICENSE.txt'), 'another');
    await expect(checkStillSame(packages)).rejects.toThrow('was changed during the plan');
  });

  it('is refused with a link in it, with two programs, and when it is not there', async () => {
    await writeFile(join(place, 'terraform-provider-light'), 'second');
    await expect(verify(lockWith(HASH))).rejects.toThrow('not one that the lock file allows');
    await rm(join(place, 'terraform-provider-light'));
    await symlink('/etc/hostname', join(place, 'link'));
    await expect(verify(lockWith(HASH))).rejects.toThrow('something else than plain files');
    await rm(place, { recursive: true });
    await expect(verify(lockWith(HASH))).rejects.toThrow('not installed');
  });
});

describe('a lock file', () => {
  it.each([
    ['nothing in it', ''],
    ['a block that does not end', `provider "${SOURCE}" {\n`],
    ['a way out of the folder', lockWith(HASH).replace(SOURCE, '../../..')],
    ['a version that is a path', lockWith(HASH).replace('1.0.0', '../1.0.0')],
  ])('with %s is a doubt', (_, text) => {
    expect(() => lockedPackages(text)).toThrow(FastDoubt);
  });
});
