import { randomBytes } from 'node:crypto';
import {
  globSync,
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { ENTRY, MANIFEST, PACK_FORMAT, packsFolder, stateOf, type PackManifest } from './packed-scan.ts';

/** A scan loads these; all other packages are left where they are and found there. */
const PACKED_PACKAGES =
  /^(?:zod|@stricli\/core|@noble\/hashes|@bufbuild\/(?:cel|protobuf)|web-tree-sitter)(?:\/|$)/;
const START = '\0kedge-scan';
const ASKED = 'asked';
const SETTLED_MS = 10 * 60 * 1000;
const OLD_MS = 24 * 60 * 60 * 1000;

/**
 * Packs what a scan loads, five hundred files, into a few. The first scan from sources that have not changed for ten
 * minutes only leaves a sign, and the next one packs: it pays for itself after some twenty scans, which a checkout of
 * a CI job or of somebody at work never sees. What fails here fails silently: the sources run as well.
 */
export async function packWhenWorthIt(home: string, now: number): Promise<void> {
  try {
    if (now - newestChange(home) < SETTLED_MS) return;
    const packs = packsFolder(home);
    mkdirSync(packs, { recursive: true, mode: 0o700 });
    if (wasAsked(packs)) await packScan(home);
    else writeFileSync(join(packs, ASKED), '');
  } catch {
    // Read-only, full, or without the packer: nothing is lost but time.
  }
}

/** Writes a pack aside, and names it only when all of it is on the disk. */
export async function packScan(home: string, packs = packsFolder(home)): Promise<void> {
  const folder = randomBytes(8).toString('hex');
  const made = join(packs, folder);
  mkdirSync(made, { recursive: true, mode: 0o700 });
  try {
    const files = await writePack(home, made);
    const manifest: PackManifest = {
      format: PACK_FORMAT,
      home,
      node: process.version,
      folder,
      files: files.map((file) => stateOf(home, relative(home, file))),
    };
    const aside = join(made, MANIFEST);
    writeFileSync(aside, JSON.stringify(manifest), { mode: 0o600 });
    for (const name of readdirSync(made)) syncFile(join(made, name));
    renameSync(aside, join(packs, MANIFEST));
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw error;
  }
  rmSync(join(packs, ASKED), { force: true });
  removeOld(packs, folder);
}

/** The files that it was made of and those that were made. */
async function writePack(home: string, into: string): Promise<readonly string[]> {
  const pack = await rolldown({
    input: { kedge: START },
    cwd: home,
    platform: 'node',
    logLevel: 'silent',
    plugins: [scanOnly(home)],
  });
  try {
    const { output } = await pack.write({
      dir: into,
      format: 'esm',
      entryFileNames: ENTRY,
      chunkFileNames: '[name]-[hash].js',
    });
    const sources = new Set(
      output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : [])),
    );
    return [...sources]
      .filter((file) => file.startsWith('/'))
      .concat(output.map(({ fileName }) => join(into, fileName)));
  } finally {
    await pack.close();
  }
}

/** The commands but the scan are left out, and every file keeps the address of its source for what it finds by it. */
const scanOnly = (home: string): Plugin => ({
  name: 'kedge-scan',
  resolveId(wanted, from, { kind }) {
    if (wanted === START) return START;
    if (from === undefined || from === START) return null;
    const isOtherCommand =
      kind === 'dynamic-import' &&
      dirname(from) === join(home, 'src/cli/commands') &&
      wanted !== './scan-action.ts';
    if (isOtherCommand) return { id: pathToFileURL(resolve(dirname(from), wanted)).href, external: true };
    if (/^[#./]/.test(wanted) || PACKED_PACKAGES.test(wanted)) return null;
    return { id: wanted, external: true };
  },
  load: (id) => (id === START ? startOf(join(home, 'src/cli')) : null),
  transform: (code, id) =>
    code.includes('import.meta.') ? code.replaceAll(OWN_PLACE, (_, what: string) => placeOf(id, what)) : null,
});

const OWN_PLACE = /\bimport\.meta\.(url|filename|dirname)\b/g;

const placeOf = (file: string, what: string): string =>
  JSON.stringify(what === 'url' ? pathToFileURL(file).href : what === 'dirname' ? dirname(file) : file);

/** What every scan loads is named at once, so that it ends up in one file. */
const startOf = (cli: string): string =>
  [
    `export { runKedge } from ${JSON.stringify(join(cli, 'run-kedge.ts'))};`,
    `import ${JSON.stringify(join(cli, 'commands/scan-action.ts'))};`,
    `import ${JSON.stringify(join(cli, 'report/table.ts'))};`,
  ].join('\n');

const newestChange = (home: string): number =>
  Math.max(
    ...['package-lock.json', ...globSync('src/**/*.ts', { cwd: home })].map((path) => stateOf(home, path)[3]),
  );

function wasAsked(packs: string): boolean {
  return statSync(join(packs, ASKED), { throwIfNoEntry: false }) !== undefined;
}

/** A rename may reach the disk before what was written: a power cut must not leave an empty pack behind a good name. */
function syncFile(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A scan that runs may still load from the pack before. */
function removeOld(packs: string, kept: string): void {
  for (const entry of readdirSync(packs, { withFileTypes: true })) {
    const path = join(packs, entry.name);
    if (entry.isDirectory() && entry.name !== kept && Date.now() - statSync(path).mtimeMs > OLD_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
