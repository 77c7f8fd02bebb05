import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { platformName } from '#platform/provider-mirror.ts';
import { chooseProviderSource } from './provider-source.ts';

describe('the source of the AWS provider', () => {
  let root = '';
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-source-')));
    await mkdir(join(root, 'home'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const mirror = async (version: string, place = 'mirror'): Promise<string> => {
    const folder = join(root, place);
    const provider = join(folder, 'registry.terraform.io/hashicorp/aws', version, platformName());
    await mkdir(provider, { recursive: true });
    return folder;
  };
  const choose = (env: Record<string, string>) =>
    chooseProviderSource({ HOME: join(root, 'home'), ...env }, root, root);

  it('is the named mirror, told to Terraform in a file', async () => {
    const folder = await mirror('5.100.0');
    const source = await choose({ KEDGE_PROVIDER_MIRROR: folder });
    const file = join(root, 'terraform.rc');
    expect(source).toEqual({
      from: `from the mirror ${folder}`,
      env: { TF_CLI_CONFIG_FILE: file, KEDGE_PROVIDER_MIRROR: folder },
      downloads: false,
    });
    expect(await readFile(file, 'utf8')).toContain(`path    = "${folder}"`);
  });

  it('is refused when the named mirror holds only versions that the demo is not made for', async () => {
    const folder = await mirror('4.67.0');
    expect(await choose({ KEDGE_PROVIDER_MIRROR: folder })).toMatchObject({
      problem: expect.stringContaining('4.67.0'),
    });
  });

  it('is what the user wrote down, before a mirror that nobody named', async () => {
    await mirror('5.100.0', 'home/.terraform.d/plugins');
    const file = join(root, 'theirs.rc');
    await writeFile(file, 'provider_installation {\n  direct {}\n}\n');
    expect(await choose({ TF_CLI_CONFIG_FILE: file })).toEqual({
      from: 'from where your Terraform settings say',
      env: { TF_CLI_CONFIG_FILE: file },
      downloads: true,
    });
  });

  it('is the mirror that Terraform would use itself, when the settings of the user say nothing about it', async () => {
    const folder = await mirror('5.100.0', 'home/.terraform.d/plugins');
    await writeFile(join(root, 'home/.terraformrc'), 'disable_checkpoint = true\n');
    expect(await choose({ TF_CLI_CONFIG_FILE: '' })).toMatchObject({ from: `from the mirror ${folder}` });
  });
});
