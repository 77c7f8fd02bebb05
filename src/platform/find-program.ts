import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The absolute path of a program on the PATH, or null. */
export function findProgram(name: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const entries = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return entries.map((entry) => join(entry, name)).find(isProgram) ?? null;
}

/** Whether it is a file that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
