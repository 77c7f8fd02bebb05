import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { EXIT } from './exit-code.ts';
import { findPackedScan } from './packed/packed-scan.ts';
import type * as Program from './run-kedge.ts';

const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
// Stripping types costs more than a small scan's own work; the cache keeps the result between runs. It lies beside the
// code and not in the shared temporary folder, because whoever can write to it decides what runs.
enableCompileCache(`${home}/.kedge/compile-cache`);

// Tests and tools start this file, and people start ./kedge. Somebody who reports an error sends a stack of the sources.
const mayPack = process.argv[2] === 'scan' && process.env['KEDGE_STARTED_AS'] && !process.env['KEDGE_DEBUG'];
const packed = mayPack ? findPackedScan(home) : null;
const { runKedge } = (packed === null ? null : await loaded(packed)) ?? (await import('./run-kedge.ts'));
await runKedge(process);
// One who pressed ctrl-C waits for nothing.
if (mayPack && packed === null && process.exitCode !== EXIT.interrupted) {
  const { packWhenWorthIt } = await import('./packed/pack-scan.ts');
  await packWhenWorthIt(home, Date.now());
}

async function loaded(file: string): Promise<typeof Program | null> {
  try {
    return (await import(file)) as typeof Program;
  } catch {
    return null;
  }
}
