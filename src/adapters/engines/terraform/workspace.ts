import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

const SELECTED = 'environment';

/** The user's own data folder of a stack, which Kedge reads and never writes. */
export const userDataFolder = (folder: string, env: Env): string =>
  resolve(
    folder,
    env['TF_DATA_DIR'] === undefined || env['TF_DATA_DIR'] === '' ? '.terraform' : env['TF_DATA_DIR'],
  );

/** As the configuration says, else as the environment does, else as the user has it selected in the folder. */
export async function chooseWorkspace(wanted: string | null, folder: string, env: Env): Promise<string> {
  const fromEnv = env['TF_WORKSPACE'];
  if (wanted !== null && wanted !== '') return wanted;
  if (fromEnv !== undefined && fromEnv !== '') return fromEnv;
  return selectedWorkspace(userDataFolder(folder, env));
}

/** The workspace that a data folder has selected. */
export async function selectedWorkspace(dataFolder: string): Promise<string> {
  const text = await readFile(join(dataFolder, SELECTED), 'utf8').catch(() => '');
  return text.trim() === '' ? 'default' : text.trim();
}

/**
 * Selects a workspace in Kedge's data folder the way the engine keeps it: by a file. With TF_WORKSPACE instead, an
 * init makes a workspace that does not exist, in the user's backend. With the file, an init of a backend checks
 * that it is there: it fails, or falls back to `default`, which {@link selectedWorkspace} then shows.
 */
export async function selectWorkspace(dataFolder: string, workspace: string): Promise<void> {
  const file = join(dataFolder, SELECTED);
  if (workspace === 'default') await rm(file, { force: true });
  else await writeFile(file, workspace, { mode: 0o600 });
}

/** Terraform's own rule: a name must be the same when it is part of a web address. */
export const isWorkspaceName = (name: string): boolean =>
  /^[\w.~$&+=:@-]+$/.test(name) && !/^\.+$/.test(name);

/** Without a backend block nobody checks a workspace, but each has a folder beside the configuration. */
export async function hasLocalWorkspace(folder: string, workspace: string): Promise<boolean> {
  if (workspace === 'default') return true;
  const found = await stat(join(folder, 'terraform.tfstate.d', workspace)).catch(() => null);
  return found?.isDirectory() === true;
}
