import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import type { Json } from '#domain/json.ts';

/** What `terraform fmt` makes of a text; null: it cannot read it. */
export type Formatted = string | null;

/** Formats many texts in one run. */
export async function formatAll(texts: readonly string[]): Promise<readonly Formatted[]> {
  return inFolder(async (folder) => {
    const nameOf = (i: number): string => `t${i}.tf`;
    await Promise.all(texts.map((text, i) => writeFile(join(folder, nameOf(i)), text)));
    const { stderr } = await terraform(folder, ['fmt', '-list=false']);
    const broken = new Set([...stderr.matchAll(/\bon t(\d+)\.tf line/g)].map(([, i]) => Number(i)));
    return Promise.all(
      texts.map(async (_, i) => (broken.has(i) ? null : readFile(join(folder, nameOf(i)), 'utf8'))),
    );
  });
}

/** What Terraform takes expressions for that name nothing; undefined: it cannot evaluate this one. */
export async function evaluateAll(sources: readonly string[]): Promise<readonly (Json | undefined)[]> {
  if (sources.length === 0) return [];
  const values = await evaluateTogether(sources);
  if (values !== null) return values;
  if (sources.length === 1) return [undefined];
  const half = Math.ceil(sources.length / 2);
  const parts = [sources.slice(0, half), sources.slice(half)];
  return (await Promise.all(parts.map(evaluateAll))).flat();
}

async function evaluateTogether(sources: readonly string[]): Promise<readonly Json[] | null> {
  return inFolder(async (folder) => {
    // In brackets an expression may take several lines; a heredoc needs its line end before the bracket closes.
    const locals = sources.map((source, i) => `  v${i} = (\n${source}\n)\n`).join('');
    await writeFile(join(folder, 'main.tf'), `locals {\n${locals}}\n`);
    const all = sources.map((_, i) => `local.v${i}`).join(', ');
    const { stdout, exitCode } = await terraform(folder, ['console'], `jsonencode([${all}])\n`);
    // A console that stumbles says so in prose, with or without a code.
    if (exitCode !== 0 || !stdout.startsWith('"')) return null;
    return JSON.parse(String(JSON.parse(stdout))) as readonly Json[];
  });
}

async function terraform(
  cwd: string,
  args: readonly string[],
  input = '',
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }> {
  const env = { NO_COLOR: '1', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: join(cwd, 'none.tfrc') };
  await mkdir(cwd, { recursive: true });
  await writeFile(env.TF_CLI_CONFIG_FILE, '');
  const { stdout, stderr, exitCode } = await execa('terraform', args, { cwd, input, env, reject: false });
  return { stdout, stderr, exitCode: exitCode ?? -1 };
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-hcl-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
