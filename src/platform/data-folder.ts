import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where a project's memory lives. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Nothing makes it before there is something to remember. */
  readonly exists: boolean;
}

/**
 * KEDGE_DATA_DIR, seen from the folder that Kedge was started in, else `.kedge` in the project.
 * @param root absolute: the folder of kedge.yaml, or the one that was asked for
 */
export async function dataFolder(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  root: string,
): Promise<DataFolder> {
  const named = env['KEDGE_DATA_DIR'] ?? '';
  const path = named === '' ? join(root, '.kedge') : resolve(cwd, named);
  const found = await stat(path).catch(() => null);
  return { path, exists: found?.isDirectory() === true };
}
