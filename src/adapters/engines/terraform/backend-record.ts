import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** In a data folder this file is no state: it records the backend that an init settled on, with all its settings. */
export const BACKEND_RECORD = 'terraform.tfstate';

const Record = z.object({ backend: z.object({ type: z.string() }) });

/**
 * Copies the user's record into Kedge's data folder and tells whether there was one. The settings that an init got
 * on its command line (`-backend-config`) stand only there. When the code asks for another backend by now, the
 * engine says so and {@link forgetBackendRecord} follows.
 */
export async function adoptBackendRecord(userData: string, dataFolder: string): Promise<boolean> {
  const text = await readFile(join(userData, BACKEND_RECORD), 'utf8').catch(() => null);
  if (text === null || !namesBackend(text)) return false;
  await forgetBackendRecord(dataFolder);
  await writeFile(join(dataFolder, BACKEND_RECORD), text, { mode: 0o600 });
  return true;
}

export const forgetBackendRecord = (dataFolder: string): Promise<void> =>
  rm(join(dataFolder, BACKEND_RECORD), { force: true });

function namesBackend(text: string): boolean {
  try {
    const type = Record.safeParse(JSON.parse(text)).data?.backend.type;
    return type !== undefined && type !== 'cloud' && type !== 'remote';
  } catch {
    return false;
  }
}
