import { cp, mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('../../examples/demo-platform', import.meta.url));
const SETTINGS = 'cloud.auto.tfvars';

/** The platform's code in a folder of its own: the one that was named, which must be empty, else a temporary one. */
export async function writePlatform(
  named: string | null,
  cwd: string,
  settings: { readonly endpoint: string; readonly region: string },
): Promise<{ readonly folder: string } | { readonly problem: string }> {
  try {
    const folder = named === null ? await mkdtemp(join(tmpdir(), 'kedge-demo-')) : resolve(cwd, named);
    await mkdir(folder, { recursive: true });
    const present = await readdir(folder);
    if (present.length > 0) {
      return {
        problem: `Cannot write the platform to ${folder}: it is not empty (${present.slice(0, 3).join(', ')}). Name a new folder with --dir.`,
      };
    }
    await cp(EXAMPLE, folder, { recursive: true });
    const text = `cloud_endpoint = "${settings.endpoint}"\nregion         = "${settings.region}"\n`;
    await writeFile(join(folder, SETTINGS), text);
    return { folder: await realpath(folder) };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { problem: `Cannot write the platform: ${cause}. Name another folder with --dir.` };
  }
}
