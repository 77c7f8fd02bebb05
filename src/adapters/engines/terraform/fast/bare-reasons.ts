import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from '#ports/engine.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Why the fast way is out of the question on this machine and in this environment, as a clause; null: it is not. Asked
 * by every scan and by `kedge doctor`.
 */
export async function bareReason(engine: EngineName, env: Env): Promise<string | null> {
  if (process.platform !== 'linux') return 'fast scans run on Linux only so far';
  if (engine !== 'terraform') return 'fast scans are not verified with OpenTofu yet';
  const attached = env['TF_REATTACH_PROVIDERS'];
  if (attached !== undefined && attached !== '') {
    return 'TF_REATTACH_PROVIDERS is set, so the providers are somebody else’s';
  }
  const overriding = await developmentOverrides(env);
  return overriding === null ? null : `${overriding} sets dev_overrides`;
}

/** A settings file that so much as mentions the word, or null. */
async function developmentOverrides(env: Env): Promise<string | null> {
  for (const file of await settingsFiles(env)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.includes('dev_overrides')) return file;
  }
  return null;
}

async function settingsFiles(env: Env): Promise<readonly string[]> {
  const named = [env['TF_CLI_CONFIG_FILE'] ?? '', env['TERRAFORM_CONFIG'] ?? ''].filter(
    (file) => file !== '',
  );
  const home = env['HOME'];
  if (home === undefined) return named;
  const folder = join(home, '.terraform.d');
  const names = await readdir(folder).catch(() => []);
  const more = names.filter((name) => /\.tfrc(?:\.json)?$/.test(name)).map((name) => join(folder, name));
  return [...named, join(home, '.terraformrc'), ...more];
}
