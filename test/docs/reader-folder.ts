import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { REPOSITORY } from './markdown-page.ts';

/** A folder such as a reader of the documentation has: stacks of their own, and Kedge under its name. */
export interface ReaderFolder {
  /** Runs one line of the documentation in a shell. */
  run(line: string): Promise<LineResult>;
  remove(): Promise<void>;
}

export interface LineResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const STACKS = ['.', 'envs/prod', 'envs/staging'];
const CODE = `terraform {
  backend "local" {}
}

resource "terraform_data" "orders" {
  input = "open"
}
`;

/** `applied`: the stacks exist in reality too, which takes the real terraform. */
export async function readerFolder(applied: boolean): Promise<ReaderFolder> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'kedge-docs-')));
  const folder = join(home, 'infra');
  await mkdir(join(folder, 'docs', 'images'), { recursive: true });
  for (const part of ['examples', 'scripts']) await symlink(join(REPOSITORY, part), join(folder, part));
  await cp(join(REPOSITORY, 'examples/plans/checkout.json'), join(folder, 'plan.json'));
  const kedge = join(home, 'bin', 'kedge');
  await mkdir(dirname(kedge), { recursive: true });
  await writeFile(
    kedge,
    `#!/bin/sh\nexec '${process.execPath}' '${join(REPOSITORY, 'src/cli/main.ts')}' "$@"\n`,
  );
  await chmod(kedge, 0o755);
  await symlink(kedge, join(folder, 'kedge'));
  const env = {
    PATH: [dirname(kedge), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    HOME: home,
    KEDGE_CACHE_DIR: join(home, 'cache'),
    CHECKPOINT_DISABLE: '1',
  };
  const run = (line: string, cwd = folder): Promise<LineResult> => runInShell(line, cwd, env);
  for (const stack of STACKS) {
    const at = join(folder, stack);
    await mkdir(at, { recursive: true });
    await writeFile(join(at, 'main.tf'), CODE);
    if (!applied) continue;
    const result = await run('terraform init -input=false && terraform apply -auto-approve -input=false', at);
    if (result.exitCode !== 0) throw new Error(`The reader's stack could not be applied: ${result.stderr}`);
  }
  return { run: (line) => run(line), remove: () => rm(home, { recursive: true, force: true }) };
}

/** One line, in a shell with this environment alone. */
export function runInShell(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<LineResult> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd, env: { ...env }, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
