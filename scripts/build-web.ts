/**
 * Builds the page into web/dist: hashed files, each also compressed, and a stamp that says what they were made of. Fails
 * when the first load has grown beyond its limit.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { isPageFresh, pageFolder, pageStamp, STAMP_FILE } from '../src/platform/page-folder.ts';
import { firstLoad, type PageManifest } from './first-load.ts';

const LIMIT_BYTES = 200_000;
const COMPRESSED = /\.(?:js|css|svg|html|json)$/;

const home = dirname(import.meta.dirname);
const folder = pageFolder(home);
// Two servers may start at once: each builds beside.
const scratch = `${folder}-${process.pid}`;
const stamp = pageStamp(home);

await build({
  configFile: join(home, 'web', 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: scratch },
});

const manifest = JSON.parse(readFileSync(join(scratch, '.vite', 'manifest.json'), 'utf8')) as PageManifest;
const files = firstLoad(manifest, 'index.html', ['pages/overview/overview-page.tsx']);
const sizes = [...files, 'index.html', 'scheme.js', 'icon.svg'].map((file) => ({
  file,
  bytes: gzipSync(readFileSync(join(scratch, file)), { level: 9 }).byteLength,
}));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { file, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes)) {
  process.stdout.write(`${String(bytes).padStart(9)}  ${file}\n`);
}
process.stdout.write(
  `${String(total).padStart(9)}  bytes of the first load in gzip; at most ${LIMIT_BYTES}\n`,
);
if (total > LIMIT_BYTES) {
  rmSync(scratch, { recursive: true });
  process.stderr.write(
    `The page is too heavy: its first load is ${total} bytes in gzip and may be ${LIMIT_BYTES}. Load what grew with its route, or leave it out.\n`,
  );
  process.exit(1);
}

for (const entry of readdirSync(scratch, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSED.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}
rmSync(join(scratch, '.vite'), { recursive: true });
writeFileSync(join(scratch, STAMP_FILE), `${stamp}\n`);
takePlace();

/** In the place of what was built before. Another build that came first with the same sources is as good. */
function takePlace(): void {
  try {
    if (existsSync(folder)) renameSync(folder, `${scratch}-before`);
    renameSync(scratch, folder);
  } catch (error) {
    if (!isPageFresh(home)) throw error;
  } finally {
    for (const left of [scratch, `${scratch}-before`]) rmSync(left, { recursive: true, force: true });
  }
}
