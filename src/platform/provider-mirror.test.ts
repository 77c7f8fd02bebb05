import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProviderMirror, platformName, type MirrorSearch } from './provider-mirror.ts';

const AWS = 'registry.terraform.io/hashicorp/aws';

describe('the provider mirror', () => {
  let root = '';
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-mirror-')));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const unpacked = (mirror: string, version: string, platform = platformName()) =>
    mkdir(join(root, mirror, AWS, version, platform), { recursive: true });
  const packed = async (mirror: string, version: string, platform = platformName()) => {
    const file = join(root, mirror, AWS, `terraform-provider-aws_${version}_${platform}.zip`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
  };
  const find = (env: Record<string, string> = {}): Promise<MirrorSearch> =>
    findProviderMirror({
      env: { HOME: join(root, 'home'), XDG_DATA_DIRS: join(root, 'data'), ...env },
      cwd: join(root, 'work'),
      searchBelow: [join(root, 'opt')],
    });

  it('is the one that KEDGE_PROVIDER_MIRROR names, before all others', async () => {
    await unpacked('named', '5.9.0');
    await unpacked('named', '5.100.0');
    await unpacked('home/.terraform.d/plugins', '5.1.0');
    expect(await find({ KEDGE_PROVIDER_MIRROR: '../named' })).toEqual({
      mirror: { folder: join(root, 'named'), versions: ['5.100.0', '5.9.0'], how: 'named' },
    });
  });

  it('is a problem when the named folder holds no provider for this machine', async () => {
    await unpacked('named', '5.9.0', 'plan9_mips');
    await unpacked('home/.terraform.d/plugins', '5.1.0');
    const search = await find({ KEDGE_PROVIDER_MIRROR: join(root, 'named') });
    expect(search).toMatchObject({ problem: expect.stringContaining(join(root, 'named')) });
  });

  it.each([
    'work/terraform.d/plugins',
    'home/.terraform.d/plugins',
    'home/.local/share/terraform/plugins',
    'data/terraform/plugins',
  ])('is found where Terraform itself would look: %s', async (folder) => {
    await packed(folder, '5.70.0');
    await packed(folder, '5.71.0', 'plan9_mips');
    expect(await find()).toEqual({
      mirror: { folder: join(root, folder), versions: ['5.70.0'], how: 'implied' },
    });
  });

  it('is found by a quick look three folders deep, and no deeper', async () => {
    await unpacked('opt/a/b/c/d', '5.1.0');
    expect(await find()).toEqual({ none: true });
    await unpacked('opt/x/y/z', '5.2.0');
    expect(await find()).toEqual({
      mirror: { folder: join(root, 'opt/x/y/z'), versions: ['5.2.0'], how: 'found' },
    });
  });

  it('is found by a likely name even beside more folders than are looked into', async () => {
    await Promise.all(
      Array.from({ length: 1_200 }, (_, i) => mkdir(join(root, 'opt', `a${i}`), { recursive: true })),
    );
    await unpacked('opt/tf-plugins', '5.3.0');
    expect(await find()).toMatchObject({ mirror: { folder: join(root, 'opt/tf-plugins') } });
  });

  it('is none when there is no provider anywhere', async () => {
    await mkdir(join(root, 'opt/registry.terraform.io/hashicorp/google/1.0.0'), { recursive: true });
    expect(await find()).toEqual({ none: true });
  });
});
