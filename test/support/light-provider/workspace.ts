import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { execa } from 'execa';

import type { LightProvider } from './light-provider.ts';

/** For code that uses `light_*` types; `aws_*` types need no such block. */
export const requireLight = `terraform {
  required_providers {
    light = { source = "kedge/light" }
  }
}
`;

export interface TerraformResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LightWorkspace {
  /** A folder of its own below the system's temporary folder, links resolved. */
  readonly folder: string;
  /** The whole environment that Terraform gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the real terraform in the folder; a failure is an exit code, not an exception. */
  terraform(args: readonly string[]): Promise<TerraformResult>;
  /** Writes a file, or writes it anew. */
  write(file: string, text: string): Promise<void>;
  /** `init`, then `apply`; throws with Terraform's words when one fails. */
  apply(): Promise<void>;
  /** Takes reality into the state: ends what a first read shows as drift although nobody changed anything. */
  refresh(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A folder with the given files (name to text) and the real terraform over the light provider.
 *
 * With TF_REATTACH_PROVIDERS set, `terraform init` asks no registry and installs nothing for that provider, and it
 * writes no entry, so no lock file and no `.terraform` folder when there is nothing else to install; `plan` then works
 * even without `init`.
 */
export async function lightWorkspace(
  provider: LightProvider,
  files: Readonly<Record<string, string>>,
): Promise<LightWorkspace> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'light-workspace-')));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    ...provider.env,
  };
  const terraform = (args: readonly string[]): Promise<TerraformResult> => runTerraform(folder, env, args);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  return {
    folder,
    env,
    terraform,
    write,
    async apply() {
      await succeed(terraform, ['init', '-no-color']);
      await succeed(terraform, ['apply', '-auto-approve', '-no-color']);
    },
    async refresh() {
      await succeed(terraform, ['apply', '-refresh-only', '-auto-approve', '-no-color']);
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

async function runTerraform(
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<TerraformResult> {
  const result = await execa('terraform', args, { cwd, env, extendEnv: false, reject: false });
  if (result.exitCode === undefined) throw result;
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

async function succeed(terraform: LightWorkspace['terraform'], args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await terraform(args);
  if (exitCode !== 0) {
    throw new Error(`terraform ${args.join(' ')} ended with ${exitCode}:\n${stderr || stdout}`);
  }
}
